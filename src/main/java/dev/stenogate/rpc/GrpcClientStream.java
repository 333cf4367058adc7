package dev.stenogate.rpc;

import com.google.protobuf.ByteString;
import dev.stenogate.admission.Admission;
import dev.stenogate.admission.Permit;
import dev.stenogate.audio.Pcm;
import dev.stenogate.authentication.Standing;
import dev.stenogate.session.ClientStream;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Loop;
import dev.stenogate.session.Outcome;
import dev.stenogate.session.Reply;
import dev.stenogate.session.Session;
import dev.stenogate.session.SessionPlan;
import dev.stenogate.tenant.Caller;
import dev.stenogate.v1.Flush;
import dev.stenogate.v1.Heartbeat;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * One Transcribe call on the wire: messages in their order become calls of the session, with demand
 * given one message at a time, and the session's replies become messages. Everything happens on the
 * call's event loop.
 */
final class GrpcClientStream implements ClientStream, StreamObserver<TranscribeRequest> {
  private static final int FLUSH_ID_BYTES_MAX = 64;

  /** The caller cancels at its deadline too, and its message may be here first. */
  private static final long DEADLINE_SLACK_MILLIS = 250;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final ServerCallStreamObserver<TranscribeResponse> call;
  private final Loop loop;
  private final TranscriptionEdge edge;
  private final Caller caller;
  private final Deadline deadline;
  private final Loop.Timer startTimer;
  private Loop.Timer ageTimer = () -> {};
  private Standing standing = new Standing.Fine(); // touched by who looks, not on the loop

  private Session session; // null before the start, and until there is a permit for it
  private Replies replies;
  private boolean starting;
  private boolean halfClosed;
  private boolean over;

  GrpcClientStream(
      ServerCallStreamObserver<TranscribeResponse> call, Loop loop, TranscriptionEdge edge) {
    this.call = call;
    this.loop = loop;
    this.edge = edge;
    this.caller = Callers.current();
    this.deadline = Context.current().getDeadline();
    call.disableAutoRequest();
    call.setOnReadyHandler(this::onReady);
    call.setOnCancelHandler(this::onCancel);
    MessageBound bound = MessageBound.current();
    bound.onExceeded(bytes -> onMessageTooLarge(bound, bytes));
    startTimer = loop.every(edge.startTimeoutNanos(), this::onNoStart);
    call.request(1);
    edge.calls().opened(this);
    leaveWithConnection(edge.drainTimes());
  }

  private void leaveWithConnection(DrainTimes times) {
    OptionalLong since = ConnectionAge.sinceNanos();
    if (times.hasConnectionAge() && since.isPresent()) {
      long left = since.getAsLong() + times.tellAtAgeNanos() - loop.nanoTime();
      ageTimer = loop.after(Math.max(0, left), () -> drain(times.timeoutNanos()));
    }
  }

  /**
   * Takes leave of the call because the process or its connection goes. Any thread.
   *
   * @param leftNanos time that the caller has
   */
  void drain(long leftNanos) {
    loop.execute(
        () -> {
          if (session == null) {
            end(Ending.DRAINED);
          } else {
            session.onDrain(leftNanos);
          }
        });
  }

  /** Ends the call if its credential is no good any more. One thread at a time, any. */
  void look(CredentialWatch watch) {
    standing = watch.next(standing, caller);
    CredentialWatch.ending(standing).ifPresent(ending -> loop.execute(() -> end(ending)));
  }

  @Override
  public void onNext(TranscribeRequest request) {
    if (over) {
      return;
    }
    if (request == null) {
      end(Unreadable.ending());
      return;
    }
    try {
      StartReader.refuseUnknown(request, "request");
      switch (request.getRequestCase()) {
        case START -> start(request.getStart());
        case AUDIO -> audio(request.getAudio());
        case FLUSH -> flush(request.getFlush());
        case HEARTBEAT -> heartbeat(request.getHeartbeat());
        case REQUEST_NOT_SET ->
            throw new Invalid(
                "REQUEST_EMPTY",
                "request",
                "nothing is set (expected: start, audio, flush or heartbeat)");
      }
    } catch (Invalid invalid) {
      end(invalid.ending());
    }
  }

  @Override
  public void onCompleted() {
    if (over) {
      return;
    }
    halfClosed = true;
    if (starting && session == null) {
      return;
    }
    try {
      started("half-close").onAudioEnded();
    } catch (Invalid invalid) {
      end(invalid.ending());
    }
  }

  @Override
  public void onError(Throwable cause) {
    onCancel();
  }

  @Override
  public void deliver(Reply reply) {
    if (!over) {
      call.onNext(replies.write(reply));
    }
  }

  @Override
  public boolean ready() {
    return !over && call.isReady();
  }

  @Override
  public void request() {
    call.request(1);
  }

  @Override
  public void complete() {
    if (!over) {
      over = true;
      left();
      call.onCompleted();
    }
  }

  @Override
  public void fail(Ending ending) {
    startTimer.cancel();
    if (!over) {
      over = true;
      left();
      if (!call.isCancelled()) {
        call.onError(Statuses.of(ending));
      }
    }
  }

  private void left() {
    ageTimer.cancel();
    edge.calls().ended(this);
  }

  private void start(Start start) throws Invalid {
    if (starting) {
      throw new Invalid("START_REPEATED", "start", "sent again (expected: once, first)");
    }
    String callId = edge.newSessionId();
    SessionPlan plan = edge.starts().read(start, caller, callId);
    starting = true;
    startTimer.cancel();
    edge.quotas()
        .admit(caller.tenant(), callId, !plan.sessionId().equals(callId))
        .thenAccept(admission -> loop.execute(() -> admitted(plan, admission)));
  }

  private void admitted(SessionPlan plan, Admission admission) {
    switch (admission) {
      case Admission.Granted granted when over -> granted.permit().release(0);
      case Admission.Granted granted -> begin(plan, granted.permit());
      case Admission.Refused refused -> end(Ending.exceeded(caller.tenant(), refused.exceeded()));
    }
  }

  private void begin(SessionPlan plan, Permit permit) {
    String tenant = caller.tenant().name();
    replies =
        new Replies(
            plan,
            edge.limits(plan.endpointing(), caller.tenant()),
            token -> edge.resumption().seal(token, tenant));
    session = new Session(plan, this, loop, edge.surroundings(), permit);
    session.begin();
    if (halfClosed) {
      session.onAudioEnded();
    }
  }

  private void audio(ByteString audio) throws Invalid {
    Session open = started("audio");
    if (audio.isEmpty()) {
      throw new Invalid("AUDIO_EMPTY", "audio", "0 bytes (expected: at least one sample)");
    }
    if (audio.size() % Pcm.SAMPLE_BYTES != 0) {
      throw new Invalid(
          "AUDIO_MISALIGNED",
          "audio",
          "%d bytes (expected: a multiple of %d)".formatted(audio.size(), Pcm.SAMPLE_BYTES));
    }
    if (audio.size() > edge.audioMessageBytesMax()) {
      throw new Invalid(
          "MESSAGE_TOO_LARGE",
          "audio",
          "%d bytes (expected: at most %d)".formatted(audio.size(), edge.audioMessageBytesMax()));
    }
    open.onAudio(audio.asReadOnlyByteBuffer());
  }

  private void flush(Flush flush) throws Invalid {
    Session open = started("flush");
    StartReader.refuseUnknown(flush, "flush");
    int bytes = flush.getId().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > FLUSH_ID_BYTES_MAX) {
      throw new Invalid(
          "FLUSH_ID_TOO_LONG",
          "flush.id",
          "%d bytes (expected: at most %d)".formatted(bytes, FLUSH_ID_BYTES_MAX));
    }
    open.onFlush(flush.getId());
  }

  private void heartbeat(Heartbeat heartbeat) throws Invalid {
    Session open = started("heartbeat");
    StartReader.refuseUnknown(heartbeat, "heartbeat");
    open.onHeartbeat();
  }

  private Session started(String seen) throws Invalid {
    if (session == null) {
      throw new Invalid("START_EXPECTED", "start", seen + " came first (expected: start)");
    }
    return session;
  }

  /** Called by the transport, in the middle of a message. */
  private void onMessageTooLarge(MessageBound bound, long bytes) {
    loop.execute(() -> end(bound.tooLarge("audio", bytes)));
  }

  private void onReady() {
    if (session != null) {
      session.onClientReady();
    }
  }

  private void onCancel() {
    boolean late =
        deadline != null && deadline.timeRemaining(TimeUnit.MILLISECONDS) <= DEADLINE_SLACK_MILLIS;
    end(
        late
            ? new Ending(Outcome.CALLER_DEADLINE, "the caller's deadline passed")
            : new Ending(
                Outcome.CALLER_CANCELLED, "the caller cancelled the call or its connection broke"));
  }

  private void onNoStart() {
    String detail =
        "no start was received for %d s (expected: start first)"
            .formatted(edge.startTimeoutNanos() / NANOS_PER_SECOND);
    end(new Ending(Outcome.CALLER_IDLE, detail));
  }

  /**
   * Ends the call, through the session where there is one. Once: gRPC tells of a caller that is
   * gone twice, and after a refusal too.
   */
  private void end(Ending ending) {
    if (over) {
      return;
    }
    if (session == null) {
      fail(ending);
      edge.refused(caller, ending);
    } else {
      session.onBroken(ending);
    }
  }
}
