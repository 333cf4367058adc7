package dev.stenogate.client;

import dev.stenogate.v1.GetCapabilitiesRequest;
import dev.stenogate.v1.GetCapabilitiesResponse;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Transcribes audio on a server. Holds one channel, which is dialled at the first call; any number
 * of transcriptions may run at once. Thread-safe.
 */
public final class TranscriptionClient implements AutoCloseable {
  private final ManagedChannel channel;

  /**
   * @throws IOException if the connection's certificates cannot be read
   */
  public TranscriptionClient(Connection connection) throws IOException {
    this.channel = connection.open();
  }

  /**
   * Starts to transcribe and returns at once.
   *
   * @param source stays the caller's; it must not be closed before the transcription has ended
   * @param listener hears everything that the server answers
   */
  public Transcription transcribe(
      TranscriptionOptions options, AudioSource source, TranscriptListener listener) {
    var transcription = new Transcription(options, source, listener);
    var stub = within(TranscriptionGrpc.newStub(channel), options.deadline());
    transcription.start(stub::transcribe);
    return transcription;
  }

  /**
   * What the server can do. Waits for the answer.
   *
   * @param deadline how long to wait; empty: for ever
   */
  public GetCapabilitiesResponse capabilities(Optional<Duration> deadline)
      throws TranscriptionFailure {
    var stub = within(TranscriptionGrpc.newBlockingStub(channel), deadline);
    try {
      return stub.getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      throw TranscriptionFailure.of(e);
    }
  }

  private static <S extends AbstractStub<S>> S within(S stub, Optional<Duration> deadline) {
    return deadline
        .map(left -> stub.withDeadlineAfter(left.toNanos(), TimeUnit.NANOSECONDS))
        .orElse(stub);
  }

  /** Ends what still runs. */
  @Override
  public void close() {
    channel.shutdownNow();
  }
}
