package dev.stenogate.client;

import com.google.protobuf.ByteString;
import dev.stenogate.v1.Completed;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The client's real core, for a simulated shell. A shell calls it back later, never at once. */
public final class SimulatedClient {
  /** Does what the core decides. */
  public interface Shell {
    void dial(int dial, int address, Start start);

    void send(int dial, TranscribeRequest request);

    void halfClose(int dial);

    void cancel(int dial);

    /** Answered by {@link #audioRead} or {@link #sourceEnded}, later. */
    void read();

    void deliver(TranscribeResponse response);

    /** The call's next response is wanted. */
    void next(int dial);

    void resumes(Optional<TranscriptionFailure> cause, long audioBytes);

    void complete(Completed completed);

    void fail(Throwable why);
  }

  private final Continuation core;
  private final Shell shell;
  private final LongSupplier nanoTime;

  /**
   * @param start without {@code resume}
   * @param messageBytes most that one read gives
   */
  public SimulatedClient(
      Start start,
      int bytesPerSecond,
      int messageBytes,
      int addresses,
      RandomGenerator chance,
      LongSupplier nanoTime,
      Shell shell) {
    this.core =
        new Continuation(
            new Continuation.Plan(
                start,
                bytesPerSecond,
                messageBytes,
                addresses,
                ReconnectLimits.DEFAULT,
                OptionalLong.empty()),
            chance,
            nanoTime.getAsLong());
    this.shell = shell;
    this.nanoTime = nanoTime;
  }

  /** Most audio that the core may keep, in bytes. */
  public static long keptBytesMax(int bytesPerSecond, int messageBytes) {
    return Math.max(
        messageBytes, ReconnectLimits.DEFAULT.keptAudioMax().toMillis() * bytesPerSecond / 1_000);
  }

  public long keptBytes() {
    return core.keptBytes();
  }

  public OptionalLong wakeAtNanos() {
    return core.wakeAtNanos();
  }

  public void begin() {
    on(new Event.Begun());
  }

  public void audioRead(ByteString audio) {
    on(new Event.AudioRead(audio));
  }

  public void sourceEnded() {
    on(new Event.SourceEnded());
  }

  public void writable(int dial) {
    on(new Event.Writable(dial));
  }

  public void response(int dial, TranscribeResponse response) {
    on(new Event.Response(dial, response));
  }

  public void ended(int dial, Status status, Metadata trailers) {
    on(
        new Event.Ended(
            dial,
            status.isOk()
                ? Optional.empty()
                : Optional.of(
                    TranscriptionFailure.of(new StatusRuntimeException(status, trailers)))));
  }

  public void woken() {
    on(new Event.Woken());
  }

  public void stop() {
    on(new Event.Stopped());
  }

  public void abandon(Throwable why) {
    on(new Event.Abandoned(why));
  }

  private void on(Event event) {
    for (Decision decision : core.on(event, nanoTime.getAsLong())) {
      switch (decision) {
        case Decision.Dial d -> shell.dial(d.dial(), d.address(), d.start());
        case Decision.Send d -> shell.send(d.dial(), d.request());
        case Decision.HalfClose d -> shell.halfClose(d.dial());
        case Decision.Cancel d -> shell.cancel(d.dial());
        case Decision.Read _ -> shell.read();
        case Decision.Deliver d -> {
          shell.deliver(d.response());
          shell.next(d.dial());
        }
        case Decision.Skip d -> shell.next(d.dial());
        case Decision.Tell d -> shell.resumes(d.cause(), d.audioBytes());
        case Decision.Complete d -> shell.complete(d.completed());
        case Decision.Fail d -> shell.fail(d.why());
      }
    }
  }
}
