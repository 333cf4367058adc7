package dev.stenogate.simulation;

import dev.stenogate.rpc.SimulatedEdge;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;

/**
 * The connection of one Transcribe call: messages in order both ways, each with its latency, within
 * a window, and lost with what is under way when the connection breaks.
 *
 * <pre>
 *  caller ── send ──▶ under way ──▶ arrived ──▶ (as the gateway asks) ──▶ gateway
 *  caller ◀── (as it reads) ── arrived ◀── under way ◀── onNext ── gateway
 * </pre>
 */
final class CallWire {
  /** What the caller's side of the call hears. */
  interface Caller {
    /** A response. The next one comes after {@link #read}. */
    void onResponse(TranscribeResponse response);

    void onWritable();

    /** Last; OK or not. */
    void onEnd(Status status, Metadata trailers);
  }

  /** Where a connection breaks: at a message of one direction. */
  record Break(boolean upwards, int message, boolean unnoticed) {}

  private static final Status NOBODY = Status.UNAVAILABLE.withDescription("io exception: refused");
  private static final Status LOST = Status.UNAVAILABLE.withDescription("io exception: reset");
  private static final Status RESET = Status.CANCELLED.withDescription("RST_STREAM");

  /** A gateway that a caller reads nothing of keeps this much at most, in bytes. */
  private static final int DOWN_BYTES_MAX = 256 * 1024;

  /** An item of the way down: a response, or the end. */
  private record Down(TranscribeResponse response, Status status, Metadata trailers) {
    int bytes() {
      return response == null ? 0 : response.getSerializedSize();
    }
  }

  /** An item of the way up: a request, or the half-close. */
  private record Up(TranscribeRequest request) {
    int bytes() {
      return request == null ? 0 : request.getSerializedSize();
    }
  }

  private final Timeline timeline;
  private final Dice dice;
  private final Coverage coverage;
  private final Caller caller;
  private final Break breaksAt; // null: it does not break
  private final long latencyNanos;
  private final int upWindowBytes;
  private final int downReadyBytes;
  private final ArrayDeque<Up> arrivedUp = new ArrayDeque<>();
  private final ArrayDeque<Down> arrivedDown = new ArrayDeque<>();

  private Replica.Gateway process;
  private SimulatedEdge.Call call;
  private ServerSide server;
  private boolean lost; // nothing passes any more
  private boolean serverOver;
  private boolean callerOver;
  private boolean callerReads = true;
  private int upBytes;
  private int downBytes;
  private int upMessages;
  private int downMessages;
  private int demand;
  private boolean consuming;
  private boolean wasReady = true;
  private long lastUpNanos;
  private long lastDownNanos;

  CallWire(Timeline timeline, Dice dice, Coverage coverage, Caller caller, Break breaksAt) {
    this.timeline = timeline;
    this.dice = dice;
    this.coverage = coverage;
    this.caller = caller;
    this.breaksAt = breaksAt;
    this.latencyNanos = dice.chance(0.1) ? dice.millis(50, 300) : dice.nanos(20_000_000);
    this.upWindowBytes = dice.between(8, 96) * 1024;
    this.downReadyBytes = dice.chance(0.2) ? dice.between(200, 2_000) : dice.between(1, 96) * 1024;
  }

  // The caller's side.

  /** Dials. Exactly one {@link Caller#onEnd} follows, at some time. */
  void dial(Replica replica) {
    timeline.after(
        latencyNanos,
        () -> {
          if (callerOver) {
            return;
          }
          process = replica.listening();
          if (process == null) {
            timeline.after(latencyNanos, () -> endCaller(NOBODY, new Metadata()));
            return;
          }
          server = new ServerSide(this);
          process.loop().run(() -> call = process.accept(this));
          consume();
        });
  }

  boolean isWritable() {
    return !callerOver && upBytes < upWindowBytes;
  }

  void send(TranscribeRequest request) {
    send(new Up(request));
  }

  void halfClose() {
    send(new Up(null));
  }

  private void send(Up up) {
    if (callerOver) {
      return;
    }
    upBytes += up.bytes();
    upMessages++;
    boolean breaks = breaksAt != null && breaksAt.upwards() && breaksAt.message() == upMessages;
    lastUpNanos = Math.max(lastUpNanos, timeline.nowNanos() + latencyNanos) + dice.nanos(200_000);
    // The dial itself takes the latency too, and is there before.
    timeline.at(lastUpNanos + 1, () -> arriveUp(up));
    if (breaks) {
      breakOff(breaksAt.unnoticed());
    }
  }

  /** The caller gives the call up. */
  void cancel() {
    if (!callerOver) {
      callerOver = true;
      timeline.after(latencyNanos, () -> loseServer("cancelled by the caller"));
    }
  }

  /** The caller takes its next response. */
  void read() {
    callerReads = true;
    timeline.after(0, this::hearNext);
  }

  /** The connection breaks now. */
  void breakOff(boolean unnoticed) {
    if (lost || callerOver || server == null) {
      return;
    }
    lost = true;
    coverage.struck(unnoticed ? Fault.CALL_LOST_UNNOTICED : Fault.CALL_LOST);
    timeline.trace(() -> "fault: the connection of a call breaks, unnoticed " + unnoticed);
    // Nobody is told of a connection that just is no more: keep-alive finds out, or idleness.
    timeline.after(dice.millis(0, unnoticed ? 120_000 : 50), () -> loseServer("connection lost"));
    Status status = dice.chance(0.3) ? RESET : LOST;
    timeline.after(
        dice.millis(0, unnoticed ? 40_000 : 50), () -> endCaller(status, new Metadata()));
  }

  private void endCaller(Status status, Metadata trailers) {
    if (!callerOver) {
      callerOver = true;
      caller.onEnd(status, trailers);
    }
  }

  private void hearNext() {
    if (callerOver || !callerReads || arrivedDown.isEmpty()) {
      return;
    }
    Down next = arrivedDown.remove();
    downBytes -= next.bytes();
    tellReady();
    if (next.response() == null) {
      endCaller(next.status(), next.trailers());
    } else {
      callerReads = false;
      caller.onResponse(next.response());
    }
  }

  // The gateway's side.

  ServerSide serverSide() {
    return server;
  }

  /** The process is no more. */
  void serverDied() {
    serverOver = true;
    lost = true;
    timeline.after(latencyNanos + dice.millis(0, 20), () -> endCaller(LOST, new Metadata()));
  }

  /** The gateway goes, in so much time. */
  void drain(long leftNanos) {
    process.loop().run(() -> call.drain().accept(leftNanos));
  }

  boolean isReady() {
    return downBytes < downReadyBytes;
  }

  void request(int count) {
    demand += count;
    Violation.unless(
        demand <= 1 || serverOver, "%d messages are asked for at once (expected: 1)", demand);
    if (!consuming) {
      timeline.after(0, this::consume);
    }
  }

  void respond(TranscribeResponse response) {
    Violation.unless(!serverOver, "a response after the end of the call");
    enqueue(new Down(response, null, null));
  }

  void endByServer(Status status, Metadata trailers) {
    Violation.unless(!serverOver, "a call was ended twice");
    serverOver = true;
    process.ended(this);
    enqueue(new Down(null, status, trailers));
    if (dice.chance(0.1)) { // gRPC tells of a caller that is gone after the end too.
      timeline.after(dice.nanos(10_000_000), () -> process.loop().run(server::cancelled));
    }
  }

  private void enqueue(Down down) {
    downMessages++;
    downBytes += down.bytes();
    Violation.unless(
        downBytes <= DOWN_BYTES_MAX,
        "%d bytes of responses wait for a caller (expected: at most %d)",
        downBytes,
        DOWN_BYTES_MAX);
    wasReady = isReady();
    if (breaksAt != null && !breaksAt.upwards() && breaksAt.message() == downMessages) {
      breakOff(breaksAt.unnoticed());
    }
    lastDownNanos = Math.max(lastDownNanos, timeline.nowNanos() + latencyNanos);
    timeline.at(
        lastDownNanos,
        () -> {
          if (!lost && !callerOver) {
            arrivedDown.add(down);
            hearNext();
          }
        });
  }

  private void arriveUp(Up up) {
    if (!lost && server != null && !serverOver) {
      arrivedUp.add(up);
      consume();
    }
  }

  /** Gives the gateway what it asked for. */
  private void consume() {
    if (consuming || server == null || lost) {
      return;
    }
    consuming = true;
    while (!serverOver && !arrivedUp.isEmpty() && (demand > 0 || isHalfClose())) {
      Up next = arrivedUp.remove();
      if (next.request() == null) {
        process.loop().run(call.requests()::onCompleted);
      } else {
        demand--;
        upBytes -= next.bytes();
        process.loop().run(() -> call.requests().onNext(next.request()));
        timeline.after(latencyNanos, this::tellWritable);
      }
    }
    consuming = false;
  }

  private boolean isHalfClose() {
    return arrivedUp.element().request() == null;
  }

  private void tellWritable() {
    if (!callerOver && !lost) {
      caller.onWritable();
    }
  }

  private void tellReady() {
    if (!wasReady && isReady() && !serverOver) {
      wasReady = true;
      process.loop().run(server::readyAgain);
    }
  }

  private void loseServer(String why) {
    lost = true;
    if (serverOver || server == null) {
      return;
    }
    timeline.trace(() -> "the gateway hears of a call: " + why);
    process.loop().run(server::cancelled);
    process.loop().run(() -> call.requests().onError(Status.CANCELLED.asRuntimeException()));
    if (!process.loop().isKilled()) {
      serverOver = true;
      process.ended(this);
    }
  }
}
