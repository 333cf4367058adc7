package dev.stenogate.client;

import com.google.protobuf.ByteString;
import dev.stenogate.v1.Completed;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One transcription under way, over as many calls as it takes: does what a {@link Continuation}
 * decides. Thread-safe.
 *
 * <p>Everything is decided under one lock, in which nothing waits. The source has a thread of its
 * own, and so has the listener: both may block.
 */
public final class Transcription {
  private final TranscriptListener listener;
  private final Dialler dialler;
  private final ScheduledExecutorService timer;
  private final OptionalLong deadlineNanos;
  private final AudioClock clock;
  private final AudioReader reader;
  private final CompletableFuture<Completed> completion = new CompletableFuture<>();
  private final ExecutorService deliveries =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("transcript").factory());

  private final Object lock = new Object();
  private final Continuation continuation;
  private final Queue<Event> events = new ArrayDeque<>();
  private boolean deciding;
  private Future<?> wake = CompletableFuture.completedFuture(null);
  private OptionalLong wakeAtNanos = OptionalLong.empty();
  private Call call; // Of the newest dial; the continuation speaks of no other.

  Transcription(
      TranscriptionOptions options,
      AudioSource source,
      TranscriptListener listener,
      Dialler dialler,
      ScheduledExecutorService timer) {
    var now = System.nanoTime();
    this.listener = listener;
    this.dialler = dialler;
    this.timer = timer;
    this.deadlineNanos =
        options.deadline().isPresent()
            ? OptionalLong.of(now + saturatedNanos(options.deadline().get()))
            : OptionalLong.empty();
    this.clock = new AudioClock(source.bytesPerSecond());
    this.reader = new AudioReader(source, options.pace(), new FromSource());
    var plan =
        new Continuation.Plan(
            options.start().toBuilder().setAudioFormat(source.format()).build(),
            source.bytesPerSecond(),
            reader.messageBytes(),
            dialler.addresses(),
            options.reconnect(),
            deadlineNanos);
    this.continuation = new Continuation(plan, new SplittableRandom(), now);
  }

  void start() {
    tell(new Event.Begun());
    reader.start();
  }

  /**
   * How it ends: with the server's last word, whose usage counts the last call alone, or
   * exceptionally with a {@link TranscriptionFailure} or, if the source failed, its {@link
   * IOException}. By then the listener has heard everything.
   */
  public CompletableFuture<Completed> completion() {
    return completion.copy();
  }

  /** Ends the audio here; what was read is still transcribed. Does not wait. */
  public void stopAudio() {
    reader.stop();
    tell(new Event.Stopped());
  }

  /** Ends the transcription; what is not final is lost. Does not wait. */
  public void cancel() {
    reader.stop();
    tell(
        new Event.Abandoned(
            TranscriptionFailure.local(Status.Code.CANCELLED, "cancelled by the caller")));
  }

  /** Events that come of carrying out a decision wait for the rest of the decisions. */
  private void tell(Event event) {
    synchronized (lock) {
      events.add(event);
      if (deciding) {
        return;
      }
      deciding = true;
      try {
        for (var next = events.poll(); next != null; next = events.poll()) {
          continuation.on(next, System.nanoTime()).forEach(this::carryOut);
        }
      } finally {
        deciding = false;
      }
      continuation.wakeAtNanos().ifPresent(this::wakeAt);
    }
  }

  private void wakeAt(long nanos) {
    if (wakeAtNanos.isEmpty()
        || nanos - wakeAtNanos.getAsLong()
            < 0) { // Else the timer that comes too early sets the next.
      wake.cancel(false);
      wakeAtNanos = OptionalLong.of(nanos);
      wake = timer.schedule(this::wake, nanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }

  private void wake() {
    synchronized (lock) {
      wakeAtNanos = OptionalLong.empty();
      tell(new Event.Woken());
    }
  }

  private void carryOut(Decision decision) {
    switch (decision) {
      case Decision.Dial(var dial, var address, var start) -> {
        call = new Call(new FromCall(dial));
        try {
          dialler.dial(address, dial > 0, leftNanos(), call);
          call.send(TranscribeRequest.newBuilder().setStart(start).build());
        } catch (IllegalStateException e) {
          tell(new Event.Abandoned(e)); // The client was closed.
        }
      }
      case Decision.Send(_, var request) -> call.send(request);
      case Decision.HalfClose _ -> call.halfClose();
      case Decision.Cancel _ -> call.cancel();
      case Decision.Read _ -> reader.demand();
      case Decision.Deliver(_, var response) -> {
        var from = call;
        deliver(
            () -> {
              listener.onResponse(response);
              from.takeNext();
            });
      }
      case Decision.Skip _ -> call.takeNext();
      case Decision.Tell(var cause, var audioBytes, var address) -> {
        var offset = Duration.ofNanos(clock.nanosAt(audioBytes));
        var reconnect = new Reconnect(cause, offset, dialler.address(address));
        deliver(() -> listener.onReconnect(reconnect));
      }
      case Decision.Complete(var completed) -> end(() -> completion.complete(completed));
      case Decision.Fail(var why) -> end(() -> completion.completeExceptionally(why));
    }
  }

  /** A listener that fails ends the transcription with what it threw. */
  private void deliver(Runnable delivery) {
    deliveries.execute(
        () -> {
          try {
            delivery.run();
          } catch (RuntimeException | Error e) {
            tell(new Event.Abandoned(e));
          }
        });
  }

  private void end(Runnable complete) {
    reader.stop();
    wake.cancel(false);
    deliveries.execute(complete);
    deliveries.shutdown();
  }

  private OptionalLong leftNanos() {
    return deadlineNanos.isPresent()
        ? OptionalLong.of(deadlineNanos.getAsLong() - System.nanoTime())
        : deadlineNanos;
  }

  private static long saturatedNanos(Duration duration) {
    // 10 years, lest the sum with a moment runs over.
    return duration.compareTo(Duration.ofDays(3_650)) < 0
        ? duration.toNanos()
        : Duration.ofDays(3_650).toNanos();
  }

  private final class FromCall implements Call.Events {
    private final int dial;

    FromCall(int dial) {
      this.dial = dial;
    }

    @Override
    public void onWritable() {
      tell(new Event.Writable(dial));
    }

    @Override
    public void onResponse(TranscribeResponse response) {
      tell(new Event.Response(dial, response));
    }

    @Override
    public void onEnd(Optional<TranscriptionFailure> failure) {
      tell(new Event.Ended(dial, failure));
    }
  }

  private final class FromSource implements AudioReader.Events {
    @Override
    public void onAudio(ByteString audio) {
      tell(new Event.AudioRead(audio));
    }

    @Override
    public void onAudioEnd() {
      tell(new Event.SourceEnded());
    }

    @Override
    public void onAudioFailure(Exception failure) {
      tell(new Event.Abandoned(failure));
    }
  }
}
