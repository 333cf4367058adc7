package dev.stenogate.client;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Reads a source on a thread of its own, one message at a time, when asked to and when the pace
 * says so. Thread-safe.
 */
final class AudioReader {
  /** How much audio one message holds: one frame of the model. */
  static final int MESSAGE_MILLIS = 80;

  /** What comes of it; one answer for each {@link #demand}, on the reader's thread. */
  interface Events {
    void onAudio(ByteString audio);

    void onAudioEnd();

    /** The source failed; it is not read on. */
    void onAudioFailure(Exception failure);
  }

  private final AudioSource source;
  private final Pace pace;
  private final Events events;
  private final AudioClock clock;
  private final Thread thread;
  private boolean demanded;
  private boolean stopped;

  AudioReader(AudioSource source, Pace pace, Events events) {
    this.source = source;
    this.pace = pace;
    this.events = events;
    this.clock = new AudioClock(source.bytesPerSecond());
    // A daemon: nothing wakes a read of standard input, so this thread may outlive the call.
    this.thread = Thread.ofPlatform().daemon().name("audio-reader").unstarted(this::readAll);
  }

  void start() {
    thread.start();
  }

  /** Wants one message more. */
  synchronized void demand() {
    demanded = true;
    notifyAll();
  }

  /** Reads no more; what is being read is dropped. Does not wait. */
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    thread.interrupt();
  }

  int messageBytes() {
    var bytes =
        (int) TimeUnit.MILLISECONDS.toSeconds((long) clock.bytesPerSecond() * MESSAGE_MILLIS);
    return bytes - bytes % source.frameBytes();
  }

  private void readAll() {
    var buffer = new byte[messageBytes()];
    var readBytes = 0L;
    try {
      while (awaitDemand()) {
        pace.awaitDue(clock.nanosAt(readBytes));
        var read = source.read(buffer);
        if (read == 0) {
          events.onAudioEnd();
          return;
        }
        readBytes += read;
        events.onAudio(ByteString.copyFrom(buffer, 0, read));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Stopped; whoever did it knows.
    } catch (IOException | RuntimeException e) {
      if (!isStopped()) { // Pipes and files fail when a read of theirs is interrupted.
        events.onAudioFailure(e);
      }
    }
  }

  private synchronized boolean awaitDemand() throws InterruptedException {
    while (!demanded && !stopped) {
      wait();
    }
    demanded = false;
    return !stopped;
  }

  private synchronized boolean isStopped() {
    return stopped;
  }
}
