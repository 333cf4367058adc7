package dev.stenogate.localstack.burst;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.util.Durations;
import dev.stenogate.audio.Pcm;
import dev.stenogate.v1.AudioFormat;
import dev.stenogate.v1.Encoding;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One call in real time, and when what came back. */
final class TimedCall implements StreamObserver<TranscribeResponse> {
  private static final int CHUNK_BYTES = Pcm.SAMPLE_BYTES * Pcm.SAMPLE_RATE_HZ / 10;
  private static final long CHUNK_NANOS = 100_000_000L;
  private static final Start START =
      Start.newBuilder()
          .setAudioFormat(
              AudioFormat.newBuilder()
                  .setEncoding(Encoding.ENCODING_PCM16)
                  .setSampleRateHz(Pcm.SAMPLE_RATE_HZ))
          .build();

  private final Measured measured;
  private final byte[] pcm;
  private final ScheduledExecutorService clock;
  private final long openedNanos = System.nanoTime();
  private StreamObserver<TranscribeRequest> requests;
  private ScheduledFuture<?> pacing;
  private long firstAudioNanos;
  private int sent;

  private TimedCall(Measured measured, byte[] pcm, ScheduledExecutorService clock) {
    this.measured = measured;
    this.pcm = pcm;
    this.clock = clock;
  }

  /** Opens a call; what comes of it goes to {@code measured}. */
  static void open(
      TranscriptionGrpc.TranscriptionStub stub,
      byte[] pcm,
      ScheduledExecutorService clock,
      Measured measured) {
    TimedCall call = new TimedCall(measured, pcm, clock);
    synchronized (call) {
      call.requests = stub.transcribe(call);
      call.requests.onNext(TranscribeRequest.newBuilder().setStart(START).build());
    }
  }

  @Override
  public synchronized void onNext(TranscribeResponse response) {
    long now = System.nanoTime();
    if (response.hasStarted()) {
      measured.started(now - openedNanos);
      firstAudioNanos = now;
      pacing = clock.scheduleAtFixedRate(this::send, 0, CHUNK_NANOS, TimeUnit.NANOSECONDS);
    } else if (response.hasSegment()) {
      Segment segment = response.getSegment();
      // When the audio that this text is of was spoken.
      measured.late(now - firstAudioNanos - Durations.toNanos(segment.getEndOffset()));
    }
  }

  @Override
  public synchronized void onError(Throwable error) {
    over();
    measured.refused(Status.fromThrowable(error).getCode());
  }

  @Override
  public synchronized void onCompleted() {
    over();
    measured.completed();
  }

  private synchronized void send() {
    int end = Math.min(pcm.length, sent + CHUNK_BYTES);
    ByteString audio = UnsafeByteOperations.unsafeWrap(pcm, sent, end - sent);
    requests.onNext(TranscribeRequest.newBuilder().setAudio(audio).build());
    sent = end;
    if (sent == pcm.length) {
      over();
      requests.onCompleted();
    }
  }

  private void over() {
    if (pacing != null) {
      pacing.cancel(false);
    }
  }
}
