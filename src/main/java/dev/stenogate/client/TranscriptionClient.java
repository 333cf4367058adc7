package dev.stenogate.client;

import dev.stenogate.v1.GetCapabilitiesRequest;
import dev.stenogate.v1.GetCapabilitiesResponse;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Transcribes audio on one of several servers, and on another when that one goes away. Holds a
 * channel for each address, dialled when it is first wanted; any number of transcriptions may run
 * at once. Thread-safe.
 */
public final class TranscriptionClient implements AutoCloseable {
  private final Channels channels;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("transcription-timer").factory());
  private final Set<Transcription> running = ConcurrentHashMap.newKeySet();

  /**
   * @throws IOException if the connection's certificates cannot be read
   */
  public TranscriptionClient(Connection connection) throws IOException {
    this.channels = new Channels(connection);
    timer.setRemoveOnCancelPolicy(true); // Or a deadline of an hour holds what ended long ago.
  }

  /**
   * Starts to transcribe and returns at once.
   *
   * @param source stays the caller's; it must not be closed before the transcription has ended
   * @param listener hears everything that the servers answer
   */
  public Transcription transcribe(
      TranscriptionOptions options, AudioSource source, TranscriptListener listener) {
    var transcription = new Transcription(options, source, listener, channels, timer);
    running.add(transcription);
    var _ = transcription.completion().whenComplete((_, _) -> running.remove(transcription));
    transcription.start();
    return transcription;
  }

  /**
   * What the first server that can be reached can do. Waits for the answer.
   *
   * @param deadline how long to wait for each; empty: for ever
   */
  public GetCapabilitiesResponse capabilities(Optional<Duration> deadline)
      throws TranscriptionFailure {
    for (var index = 0; ; index++) {
      var stub = TranscriptionGrpc.newBlockingStub(channels.channel(index));
      if (deadline.isPresent()) {
        stub = stub.withDeadlineAfter(deadline.get().toNanos(), TimeUnit.NANOSECONDS);
      }
      try {
        return stub.getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
      } catch (StatusRuntimeException e) {
        var isLast = index == channels.addresses() - 1;
        if (isLast || e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
          throw TranscriptionFailure.of(e);
        }
      }
    }
  }

  /** Ends what still runs: as cancelled. */
  @Override
  public void close() {
    running.forEach(Transcription::cancel);
    timer.shutdownNow();
    channels.close();
  }
}
