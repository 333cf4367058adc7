package dev.stenogate.localstack.faults;

import dev.stenogate.audio.Pcm;
import dev.stenogate.client.Connection;
import dev.stenogate.client.Pace;
import dev.stenogate.client.PcmSource;
import dev.stenogate.client.Ticker;
import dev.stenogate.client.Transcription;
import dev.stenogate.client.TranscriptionClient;
import dev.stenogate.client.TranscriptionFailure;
import dev.stenogate.client.TranscriptionOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * One call in real time with one fault in its middle: prepare, call, wait for the moment, strike,
 * heal, hear the call out, mend.
 */
final class Trial {
  private static final long MOMENT_SECONDS_MAX = 60;
  private static final long CALL_SECONDS_MAX = 120;

  private final ProcessStack stack;
  private final Replicas gateways;
  private final Hearing hearing;

  Trial(ProcessStack stack, Replicas gateways, Hearing hearing) {
    this.stack = stack;
    this.gateways = gateways;
    this.hearing = hearing;
  }

  /** The call that nothing happens to. */
  Measurement undisturbed(boolean longer) throws IOException, InterruptedException {
    return run(
        new Disturbance(
            "undisturbed",
            _ -> {},
            new Moment.MidSegment(),
            _ -> {},
            Duration.ZERO,
            _ -> {},
            longer));
  }

  Measurement run(Disturbance fault) throws IOException, InterruptedException {
    fault.before().accept(stack);
    byte[] pcm = hearing.pcm(fault.longer());
    TimedTranscript transcript = new TimedTranscript(words(fault.moment()), System::nanoTime);
    Strike strike;
    long audioEndNanos = System.nanoTime() + Pcm.millis(pcm.length / Pcm.SAMPLE_BYTES) * 1_000_000;
    long lateNanos;
    try (TranscriptionClient client = new TranscriptionClient(connection())) {
      Transcription call =
          client.transcribe(
              new TranscriptionOptions(
                  hearing.start(), Pace.realTime(Ticker.system()), Optional.empty()),
              PcmSource.raw(new ByteArrayInputStream(pcm)),
              transcript);
      await(fault.moment(), transcript);
      strike = strike(fault, transcript);
      hearOut(call, transcript);
      lateNanos = System.nanoTime() - audioEndNanos;
    }
    Optional<Instant> linkFailed = gateways.linkFailed(strike.at());
    gateways.mend();
    stack.mend();
    return Measurement.of(fault.name(), strike, linkFailed, transcript, lateNanos);
  }

  private Connection connection() {
    return Connection.plaintext(gateways.addresses());
  }

  private int words(Moment moment) {
    return switch (moment) {
      case Moment.MidSegment() -> hearing.midSegmentWords();
      case Moment.EndOfSegment() -> hearing.lastWords();
      case Moment.After(_) -> 1;
    };
  }

  private static void await(Moment moment, TimedTranscript transcript) throws InterruptedException {
    switch (moment) {
      case Moment.MidSegment(), Moment.EndOfSegment() -> transcript.awaitWords(MOMENT_SECONDS_MAX);
      case Moment.After(Duration started) -> {
        long due = transcript.awaitStarted(MOMENT_SECONDS_MAX) + started.toNanos();
        parkUntil(due);
      }
    }
  }

  private Strike strike(Disturbance fault, TimedTranscript transcript) {
    EndpointProcesses serving = stack.endpoint(transcript.endpoint());
    Scene scene = new Scene(stack, gateways, serving);
    // The gateway's log has milliseconds.
    Strike strike = new Strike(System.nanoTime(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
    fault.strike().accept(scene);
    if (fault.lasts().isPositive()) {
      parkUntil(strike.nanos() + fault.lasts().toNanos());
      fault.heal().accept(scene);
    }
    return strike;
  }

  private static void hearOut(Transcription call, TimedTranscript transcript)
      throws InterruptedException {
    try {
      call.completion().get(CALL_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      transcript.tell("call failed: " + describe(e.getCause()));
    } catch (TimeoutException e) {
      transcript.tell("call did not end within " + CALL_SECONDS_MAX + " s");
      call.cancel();
    }
  }

  private static String describe(Throwable failure) {
    return failure instanceof TranscriptionFailure f ? TimedTranscript.name(f) : failure.toString();
  }

  private static void parkUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
