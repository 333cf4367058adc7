package dev.stenogate.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stenogate.localstack.vllm.SimulatedVllm;
import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.Signal.Reason;
import dev.stenogate.upstream.realtime.FrameChannel;
import dev.stenogate.upstream.realtime.FrameListener;

/**
 * One connection between a gateway and a model: frames in order both ways, each with its latency,
 * and everything that a network and a platform do to them.
 */
final class ModelLink implements FrameChannel, SimulatedVllm.Socket {
  private static final int FULL_BYTES = 128 * 1024;
  private static final int DRAINED_BYTES = FULL_BYTES / 2;

  /** One frame, and the commits that are kept while the transport wants no more. */
  private static final int QUEUED_BYTES_MAX = FULL_BYTES + 16 * 1024;

  /** The most that a platform needs to let the model go after it ended the link itself. */
  private static final long LINGER_NANOS_MAX = 150_000_000;

  private static final long FOR_EVER_MILLIS = 36_000_000;

  private static final String DONE = "{\"type\":\"transcription.done\"";

  private static final String[] GARBAGE = {
    "{\"type\":\"transcription.delta\",\"delta\":\"", "[1,2]", "{}", "not json", ""
  };

  private final Gpu gpu;
  private final Replica.Gateway process;
  private final Timeline timeline;
  private final Dice dice;
  private final FrameListener listener;
  private final long latencyNanos;
  private final LinkFate fate; // null: nothing befalls it

  private SimulatedVllm.Connection connection; // null until the model accepted
  private boolean closed; // by the gateway
  private boolean gone; // for the transport
  private boolean toldGone;
  private boolean toldLetGo;
  private boolean halfOpen;
  private boolean deaf; // signals of writability are lost
  private long blockedUntilNanos;
  private boolean full;
  private int queuedBytes;
  private int sentFrames;
  private int heardFrames;
  private long lastUpNanos;
  private long lastDownNanos;

  ModelLink(
      Gpu gpu,
      Replica.Gateway process,
      Timeline timeline,
      Dice dice,
      FrameListener listener,
      LinkFate fate) {
    this.gpu = gpu;
    this.process = process;
    this.timeline = timeline;
    this.dice = dice;
    this.listener = listener;
    this.fate = fate;
    this.latencyNanos = dice.chance(0.1) ? dice.millis(50, 400) : dice.nanos(30_000_000);
  }

  void open() {
    timeline.after(latencyNanos + dice.millis(1, 60), this::connect);
  }

  private void connect() {
    if (closed || gone) {
      return;
    }
    switch (gpu.door()) {
      case OPEN -> accept();
      case HANGS -> {}
      case UNREACHABLE -> end(Reason.UNREACHABLE, "ConnectException: connection refused", 0);
      case REFUSES -> end(Reason.REFUSED, "503 ServiceUnavailable: try later", 0);
      case DENIES -> end(Reason.DENIED, "403 AccessDeniedException: no", 0);
      case KNOWS_NOTHING -> end(Reason.MISCONFIGURED, "400 InputValidationError: no", 0);
    }
  }

  private void accept() {
    connection = gpu.vllm().connect(this);
    process.counted(gpu, 1);
    long delayNanos = gpu.createdDelayNanos();
    if (delayNanos >= 0) {
      timeline.after(
          delayNanos,
          () -> {
            if (connection != null) {
              send(gpu.vllm().created());
            }
          });
    }
  }

  // The gateway's side.

  @Override
  public void send(byte[] utf8) {
    if (closed || gone) {
      return;
    }
    queuedBytes += utf8.length;
    full |= queuedBytes > FULL_BYTES;
    Violation.unless(
        queuedBytes <= QUEUED_BYTES_MAX,
        "%d bytes are queued to a model that takes nothing (expected: at most %d)",
        queuedBytes,
        QUEUED_BYTES_MAX);
    lastUpNanos =
        Math.max(lastUpNanos, Math.max(timeline.nowNanos(), blockedUntilNanos) + up(utf8.length));
    timeline.at(lastUpNanos, () -> arrive(utf8));
    sentFrames++;
    strikeAt(true, sentFrames);
  }

  /** 100 Mbit/s and the latency. */
  private long up(int bytes) {
    return latencyNanos + 80L * bytes;
  }

  private void arrive(byte[] utf8) {
    if (halfOpen || gone) {
      return;
    }
    if (timeline.nowNanos() < blockedUntilNanos) {
      timeline.at(blockedUntilNanos, () -> arrive(utf8));
      return;
    }
    queuedBytes -= utf8.length;
    if (full && queuedBytes <= DRAINED_BYTES) {
      full = false;
      if (!deaf) {
        listener.onWritable();
      }
    }
    if (connection != null) {
      connection.text(new String(utf8, UTF_8));
    }
  }

  @Override
  public boolean writable() {
    return !closed && !gone && !full && timeline.nowNanos() >= blockedUntilNanos;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (halfOpen) {
      timeline.after(Link.LET_GO_NANOS_MAX, this::tellLetGo);
    } else {
      timeline.after(latencyNanos, this::leaveModel);
      timeline.after(2 * latencyNanos + dice.millis(1, 30), this::tellLetGo);
    }
    // What is under way still comes, and then that it is closed: from every transport at least
    // once.
    timeline.after(dice.nanos(20_000_000), () -> tellGone(Reason.LOCAL, "closed by the gateway"));
  }

  /** The gateway's process is no more. */
  void die() {
    closed = true;
    toldGone = true;
    toldLetGo = true;
    gpu.left(this);
    timeline.after(latencyNanos, this::leaveModel);
  }

  // The model's side.

  @Override
  public void send(String json) {
    if (gone || halfOpen) {
      return;
    }
    byte[] utf8 = json.getBytes(UTF_8);
    // Right behind each other: no next utterance can have ended in between.
    boolean twice = json.startsWith(DONE) && gpu.doublesDone();
    long jitterNanos = dice.nanos(500_000);
    lastDownNanos = Math.max(lastDownNanos, timeline.nowNanos() + latencyNanos + jitterNanos);
    timeline.at(
        lastDownNanos,
        () -> {
          hear(utf8);
          if (twice) {
            gpu.struck(Fault.DONE_TWICE);
            hear(utf8);
          }
        });
  }

  private void hear(byte[] utf8) {
    if (toldGone || halfOpen) {
      return;
    }
    heardFrames++;
    strikeAt(false, heardFrames);
    if (!gone) {
      listener.onFrame(utf8.clone());
    }
  }

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void close(int code, String reason) {
    endInOrder(
        code == 1013 ? Reason.REFUSED : Reason.LOST, "close " + code + ": going away, or so", 0);
  }

  @Override
  public void abort() {
    end(Reason.LOST, "connection lost without a close frame", 0);
  }

  // What befalls it.

  private void strikeAt(boolean upwards, int frame) {
    if (fate != null && fate.upwards() == upwards && fate.frame() == frame) {
      timeline.trace(() -> "fault: " + fate + " on a link to " + gpu.name());
      gpu.struck(fate.kind().fault);
      befall(fate.kind());
    }
  }

  private void befall(LinkFate.Kind kind) {
    switch (kind) {
      case LOST,
          ENDED_AS_IF_WELL,
          MODEL_STREAM_ERROR,
          INTERNAL_STREAM_FAILURE,
          REFUSED_LATE,
          TRANSPORT_PROTOCOL,
          UNREACHABLE -> {
        long lingerNanos = dice.chance(0.5) ? dice.nanos(LINGER_NANOS_MAX) : 0;
        if (dice.chance(0.5)) {
          end(kind.reason, "simulated", lingerNanos);
        } else {
          endInOrder(kind.reason, "simulated", lingerNanos);
        }
      }
      case GENERATION_FAILS -> {
        if (connection != null) {
          connection.fail("CUDA out of memory");
        }
      }
      case BARE_ERROR -> send("{\"type\":\"error\",\"error\":\"\",\"code\":null}");
      case GARBAGE -> send(GARBAGE[dice.between(0, GARBAGE.length - 1)]);
      case UNKNOWN_EVENT -> send("{\"type\":\"rate_limits.updated\",\"rate_limits\":[{}]}");
      case HALF_OPEN -> halfOpen = true;
      case UNWRITABLE -> {
        long millis = dice.chance(0.3) ? FOR_EVER_MILLIS : 20_000;
        blockedUntilNanos = timeline.nowNanos() + dice.millis(200, millis);
        timeline.at(blockedUntilNanos, listener::onWritable);
      }
      case WRITABLE_LOST -> {
        deaf = true;
        blockedUntilNanos = timeline.nowNanos() + dice.millis(50, 2_000);
      }
      case BLANK -> {
        if (connection != null) {
          connection.goBlank();
        }
      }
    }
  }

  /** It is gone at once, with what was under way both ways. */
  private void end(Reason reason, String detail, long lingerNanos) {
    if (!gone) {
      gone = true;
      timeline.after(dice.nanos(2_000_000), () -> tellGone(reason, detail));
      timeline.after(lingerNanos, this::leaveModel);
      timeline.after(lingerNanos + dice.millis(3, 60), this::tellLetGo);
    }
  }

  /** The other side ends it: what it said before arrives first. */
  private void endInOrder(Reason reason, String detail, long lingerNanos) {
    if (lingerNanos == 0) {
      timeline.after(0, this::leaveModel);
    }
    lastDownNanos = Math.max(lastDownNanos, timeline.nowNanos() + latencyNanos);
    timeline.at(lastDownNanos, () -> end(reason, detail, lingerNanos));
  }

  private void leaveModel() {
    if (connection != null) {
      SimulatedVllm.Connection left = connection;
      connection = null;
      process.counted(gpu, -1);
      left.gone();
    }
  }

  /** The far side has let it go, or the gateway's patience is over and the connection is reset. */
  private void tellLetGo() {
    leaveModel();
    if (!toldLetGo) {
      tellGone(Reason.LOCAL, "closed by the gateway");
      toldLetGo = true;
      listener.onLetGo();
    }
  }

  private void tellGone(Reason reason, String detail) {
    if (toldGone) {
      return;
    }
    toldGone = true;
    gone = true;
    gpu.left(this);
    listener.onClosed(reason, detail);
    if (dice.chance(0.2)) {
      gpu.struck(Fault.CLOSED_TWICE);
      timeline.after(dice.nanos(5_000_000), () -> listener.onClosed(Reason.LOST, "again"));
    }
  }
}
