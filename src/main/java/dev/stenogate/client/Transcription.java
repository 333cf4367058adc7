package dev.stenogate.client;

import com.google.protobuf.ByteString;
import dev.stenogate.v1.Completed;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One transcription under way: reads the source on a thread of its own, sends it, and passes on
 * what the server answers. Thread-safe.
 */
public final class Transcription implements Call.Events {
  /** How much audio one message holds: one frame of the model. */
  static final int MESSAGE_MILLIS = 80;

  private final TranscriptionOptions options;
  private final AudioSource source;
  private final TranscriptListener listener;
  private final CompletableFuture<Completed> completion = new CompletableFuture<>();
  private final Call call = new Call(this);
  private final Thread sender;
  private volatile boolean stopped;
  private volatile Optional<? extends Exception> sourceFailure = Optional.empty();

  Transcription(TranscriptionOptions options, AudioSource source, TranscriptListener listener) {
    this.options = options;
    this.source = source;
    this.listener = listener;
    // A daemon: nothing wakes a read of standard input, so this thread may outlive the call.
    this.sender = Thread.ofPlatform().daemon().name("audio-sender").unstarted(this::sendAudio);
  }

  void start(Consumer<Call> dial) {
    dial.accept(call);
    call.send(
        TranscribeRequest.newBuilder()
            .setStart(options.start().toBuilder().setAudioFormat(source.format()))
            .build());
    sender.start();
  }

  /**
   * How it ends: with the server's last word, or exceptionally with a {@link TranscriptionFailure}
   * or, if the source failed, its {@link IOException}. By then the listener has heard everything.
   */
  public CompletableFuture<Completed> completion() {
    return completion.copy();
  }

  /** Ends the audio here; what was sent is still transcribed. Does not wait. */
  public void stopAudio() {
    stopped = true;
    call.halfClose();
    sender.interrupt();
  }

  /** Ends the call; what is not final is lost. Does not wait. */
  public void cancel() {
    stopped = true;
    call.cancel("cancelled by the caller", null);
    sender.interrupt();
  }

  private void sendAudio() {
    var buffer = new byte[messageBytes()];
    var sentBytes = 0L;
    try {
      while (call.awaitWritable()) {
        options.pace().awaitDue(nanos(sentBytes));
        var read = source.read(buffer);
        if (read > 0) {
          sentBytes += read;
          call.send(
              TranscribeRequest.newBuilder()
                  .setAudio(ByteString.copyFrom(buffer, 0, read))
                  .build());
        } else {
          call.halfClose();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Stopped; whoever did it has ended the call's audio.
    } catch (IOException | RuntimeException e) {
      if (stopped) {
        return; // Pipes and files say so when a read of theirs is interrupted.
      }
      sourceFailure = Optional.of(e);
      call.cancel("the audio cannot be read", e);
    }
  }

  private int messageBytes() {
    var bytes =
        (int) TimeUnit.MILLISECONDS.toSeconds((long) source.bytesPerSecond() * MESSAGE_MILLIS);
    return bytes - bytes % source.frameBytes();
  }

  private long nanos(long bytes) {
    var seconds = bytes / source.bytesPerSecond();
    var rest = bytes % source.bytesPerSecond();
    return TimeUnit.SECONDS.toNanos(seconds)
        + TimeUnit.SECONDS.toNanos(rest) / source.bytesPerSecond();
  }

  @Override
  public void onResponse(TranscribeResponse response) {
    listener.onResponse(response);
  }

  @Override
  public void onEnd(Optional<TranscriptionFailure> failure, Completed completed) {
    stopped = true;
    sender.interrupt();
    var error = sourceFailure.isPresent() ? sourceFailure : failure;
    error.ifPresentOrElse(completion::completeExceptionally, () -> completion.complete(completed));
  }
}
