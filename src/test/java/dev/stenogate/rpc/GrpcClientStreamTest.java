package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.ErrorInfo;
import dev.stenogate.admission.Quotas;
import dev.stenogate.admission.WaitingLimits;
import dev.stenogate.admission.WaitingRoom;
import dev.stenogate.observability.Observers;
import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Loop;
import dev.stenogate.session.Outcome;
import dev.stenogate.session.ResumeTokens;
import dev.stenogate.session.Session;
import dev.stenogate.session.SessionLimits;
import dev.stenogate.tenant.Caller;
import dev.stenogate.upstream.Link;
import dev.stenogate.v1.AudioFormat;
import dev.stenogate.v1.Encoding;
import dev.stenogate.v1.Flush;
import dev.stenogate.v1.Heartbeat;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GrpcClientStreamTest {
  private static final long START_TIMEOUT_NANOS = 10_000_000_000L;

  private final HandLoop loop = new HandLoop();
  private final HandCall call = new HandCall();
  private final List<Ending> refused = new ArrayList<>();
  private final ServerStreamTracer bound =
      new MessageBound.Factory(1_000).newServerStreamTracer("a/b", new Metadata());
  private final GrpcClientStream stream = open(Context.ROOT);

  @Test
  void onlyTheStartIsAskedForAtFirst() {
    assertThat(call.requested).isEqualTo(1);
  }

  @Test
  void audioBeforeTheStartIsRefusedByName() {
    stream.onNext(audio(2));

    assertRefused("START_EXPECTED", "start: audio came first (expected: start)");
    assertThat(refused).hasSize(1);
  }

  @Test
  void aHalfCloseBeforeTheStartIsRefusedByName() {
    stream.onCompleted();

    assertRefused("START_EXPECTED", "start: half-close came first (expected: start)");
  }

  @Test
  void anEmptyRequestIsRefusedByName() {
    stream.onNext(TranscribeRequest.getDefaultInstance());

    assertRefused(
        "REQUEST_EMPTY", "request: nothing is set (expected: start, audio, flush or heartbeat)");
  }

  @Test
  void aStartThatDoesNotComeEndsTheCallInTime() {
    loop.fire();

    assertThat(Status.fromThrowable(call.error).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(refused)
        .containsExactly(
            new Ending(
                Outcome.CALLER_IDLE, "no start was received for 10 s (expected: start first)"));
  }

  @Test
  void aCallerThatGoesBeforeItsStartIsCountedOnceThoughTheTransportSaysItTwice() {
    call.cancel();
    stream.onError(Status.CANCELLED.asRuntimeException());

    assertThat(refused).extracting(Ending::outcome).containsExactly(Outcome.CALLER_CANCELLED);
    assertThat(call.error).isNull();
    assertThat(loop.cancelled).isTrue();
  }

  @Test
  void aCallerThatWasRefusedAndGoesIsCountedOnce() {
    stream.onNext(audio(2));

    call.cancel();
    stream.onCompleted();
    stream.onNext(audio(2));

    assertThat(refused).extracting(Ending::outcome).containsExactly(Outcome.INVALID_REQUEST);
  }

  @Test
  void aCallerWhoseDeadlinePassedIsNotSaidToHaveCancelled() {
    loop.first = null;
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (Context.CancellableContext late =
        Context.ROOT.withDeadline(Deadline.after(-1, TimeUnit.SECONDS), timer)) {
      GrpcClientStream unused = open(late);

      call.cancel();
    } finally {
      timer.shutdownNow();
    }

    assertThat(refused).extracting(Ending::outcome).containsExactly(Outcome.CALLER_DEADLINE);
  }

  @Test
  void aCallerThatDoesNotReadIsAskedForNothingUntilItReadsAgain() {
    call.ready = false;
    start();
    assertThat(call.requested).isEqualTo(1);

    call.ready = true;
    call.onReady.run();

    assertThat(call.requested).isEqualTo(2);
  }

  @Test
  void theStartComesOnlyOnce() {
    start();

    start();

    assertRefused("START_REPEATED", "start: sent again (expected: once, first)");
    assertThat(refused).isEmpty();
  }

  @Test
  void audioIsCheckedBeforeItReachesTheSession() {
    start();
    stream.onNext(audio(3));

    assertRefused("AUDIO_MISALIGNED", "audio: 3 bytes (expected: a multiple of 2)");
  }

  @Test
  void audioWithoutASampleIsRefused() {
    start();
    stream.onNext(audio(0));

    assertRefused("AUDIO_EMPTY", "audio: 0 bytes (expected: at least one sample)");
  }

  @Test
  void audioBeyondTheBoundIsRefused() {
    start();
    stream.onNext(audio(256 * 1024));
    assertThat(call.error).isNull();

    stream.onNext(audio(256 * 1024 + 2));

    assertRefused("MESSAGE_TOO_LARGE", "audio: 262146 bytes (expected: at most 262144)");
  }

  @Test
  void aMessageThatGrowsTooLongIsRefusedInItsMidst() {
    start();

    bound.inboundWireSize(1_001);

    assertRefused("MESSAGE_TOO_LARGE", "audio: 1001 bytes or more (expected: at most 1000)");
  }

  @Test
  void aFlushIdIsBoundedInBytes() {
    start();
    stream.onNext(flush("é".repeat(32)));
    assertThat(call.error).isNull();

    stream.onNext(flush("é".repeat(33)));

    assertRefused("FLUSH_ID_TOO_LONG", "flush.id: 66 bytes (expected: at most 64)");
  }

  @Test
  void aFieldOfAHeartbeatThatIsNotKnownIsRefused() {
    start();
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(7, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    stream.onNext(
        TranscribeRequest.newBuilder()
            .setHeartbeat(Heartbeat.newBuilder().setUnknownFields(unknown))
            .build());

    assertRefused("FIELD_NOT_SERVED", "heartbeat: field number 7 is not known to this server");
  }

  @Test
  void aCallerThatGoesInMidSessionEndsTheSessionAndIsNotAnswered() {
    start();

    call.cancel();
    stream.onError(Status.CANCELLED.asRuntimeException());

    assertThat(call.error).isNull();
    assertThat(refused).isEmpty();
    assertThat(stream.ready()).isFalse();
  }

  private void start() {
    stream.onNext(
        TranscribeRequest.newBuilder()
            .setStart(
                Start.newBuilder()
                    .setAudioFormat(
                        AudioFormat.newBuilder()
                            .setEncoding(Encoding.ENCODING_PCM16)
                            .setSampleRateHz(16_000)))
            .build());
  }

  private static TranscribeRequest audio(int bytes) {
    return TranscribeRequest.newBuilder().setAudio(ByteString.copyFrom(new byte[bytes])).build();
  }

  private static TranscribeRequest flush(String id) {
    return TranscribeRequest.newBuilder().setFlush(Flush.newBuilder().setId(id)).build();
  }

  private void assertRefused(String reason, String description) {
    com.google.rpc.Status status = StatusProto.fromThrowable(call.error);
    assertThat(status.getMessage()).isEqualTo(description);
    assertThat(status.getDetailsList())
        .anySatisfy(
            detail -> assertThat(detail.unpack(ErrorInfo.class).getReason()).isEqualTo(reason));
  }

  /** A pool of one endpoint that never answers. */
  private GrpcClientStream open(Context caller) {
    Endpoint endpoint = new Endpoint("gpu-1", "default", "voxtral", List.of(), 1, 6);
    TranscriptionEdge edge =
        new TranscriptionEdge(
            new Session.Surroundings(
                new Dispatcher(List.of(endpoint), () -> new Random(1)),
                new WaitingRoom(WaitingLimits.DEFAULT, loop::nanoTime),
                _ -> _ -> new DeafLink(),
                SessionLimits.DEFAULT,
                new Observers(List.of()),
                () -> new Random(1)),
            "default",
            Quotas.unlimited(),
            new Resumption(new ResumeTokens(List.of(new byte[32]), 60), () -> 1_000),
            new LiveCalls(),
            new DrainTimes(1_000, 0),
            () -> "s-1",
            START_TIMEOUT_NANOS,
            "test",
            (_, ending) -> refused.add(ending));
    Context context = Callers.with(bound.filterContext(caller), Caller.ANONYMOUS);
    Context before = context.attach();
    try {
      return new GrpcClientStream(call, loop, edge);
    } finally {
      context.detach(before);
    }
  }

  private static final class DeafLink implements Link {
    @Override
    public void begin() {}

    @Override
    public void append(ByteBuffer pcm) {}

    @Override
    public void finish() {}

    @Override
    public boolean writable() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** Time stands still but for {@link #fire}. */
  private static final class HandLoop implements Loop {
    private Runnable first; // the start's timer is the first one that is set
    private boolean cancelled;

    void fire() {
      first.run();
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public boolean inLoop() {
      return true;
    }

    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public Timer every(long periodNanos, Runnable task) {
      if (first != null) {
        return () -> {};
      }
      assertThat(periodNanos).isEqualTo(START_TIMEOUT_NANOS);
      first = task;
      return () -> cancelled = true;
    }

    @Override
    public Timer after(long nanos, Runnable task) {
      return () -> {};
    }
  }

  /** The transport's side of a call. */
  private static final class HandCall extends ServerCallStreamObserver<TranscribeResponse> {
    private int requested;
    private boolean cancelled;
    private Throwable error;
    private Runnable onCancel;
    private Runnable onReady;
    private boolean ready = true;

    void cancel() {
      cancelled = true;
      onCancel.run();
    }

    @Override
    public void request(int count) {
      requested += count;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public void onError(Throwable cause) {
      assertThat(error).isNull();
      error = cause;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
      onCancel = handler;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void onNext(TranscribeResponse response) {}

    @Override
    public void onCompleted() {}

    @Override
    public void setOnReadyHandler(Runnable handler) {
      onReady = handler;
    }

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void disableAutoRequest() {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void setCompression(String compression) {}
  }
}
