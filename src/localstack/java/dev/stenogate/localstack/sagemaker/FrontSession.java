package dev.stenogate.localstack.sagemaker;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2DataFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One authorised call: parts to the container, frames back, until either side, the limit or a fault
 * ends it. Confined to the event loop of its stream, where {@link #strike} and {@link
 * #giveBackWithheld} hop to.
 *
 * <p>The caller's window is given back when the container's socket has taken the part, so a
 * container that does not read stops its caller. The container is read only while the stream is
 * writable, so a caller that does not read stops its container.
 */
final class FrontSession implements Container.Listener {
  private final FrontEndpoint endpoint;
  private final Call call;
  private final SignedEvents events;
  private final FrontOptions.Session options;
  private final ResponseStream response;
  private final EventLoop loop;
  private final EventMessages messages = new EventMessages();

  /** Parts that came before the container's handshake; bounded by the stream's window. */
  private final Queue<Runnable> early = new ArrayDeque<>();

  private final List<ScheduledFuture<?>> timers = new ArrayList<>();
  private Container container;
  private Fault atOnce;
  private int withheldBytes;
  private boolean accepted;
  private boolean over;

  FrontSession(
      FrontEndpoint endpoint,
      Call call,
      SignedEvents events,
      FrontOptions.Session options,
      ResponseStream response) {
    this.endpoint = endpoint;
    this.call = call;
    this.events = events;
    this.options = options;
    this.response = response;
    this.loop = response.loop();
  }

  /** Starts the call's life in the way that the endpoint's faults say. */
  void open(Opening opening) {
    endpoint.opened(this);
    switch (opening) {
      case Opening.Normal() -> connect();
      case Opening.Delayed(long millis) -> after(millis, this::connect);
      case Opening.Never() -> {}
      case Opening.Refused(Refusal refusal) -> refuse(refusal);
      case Opening.Reset(long errorCode) -> suffer(new Fault.Reset(errorCode));
      case Opening.AcceptedThen(Fault fault) -> {
        atOnce = fault;
        connect();
      }
    }
  }

  boolean pingsIgnored() {
    return endpoint.faults().pingsIgnored();
  }

  /** Bytes of the request. */
  void data(Http2DataFrame frame, byte[] bytes) {
    int windowBytes = frame.initialFlowControlledBytes();
    if (over) {
      response.giveBack(windowBytes);
      return;
    }
    List<Part> parts = new ArrayList<>();
    try {
      messages.add(bytes);
      for (EventMessage shell = messages.next(); shell != null; shell = messages.next()) {
        EventMessage inner = events.open(shell);
        if (inner != null) {
          parts.add(Part.of(inner));
        }
      }
    } catch (SignedEvents.BadSignature e) {
      broken(Refusal.signature(e.getMessage()));
      return;
    } catch (EventMessage.Malformed e) {
      broken(Refusal.validation("event stream: " + e.getMessage()));
      return;
    }
    forward(parts, windowBytes);
    if (frame.isEndStream()) {
      halfClosed();
    }
  }

  private void forward(List<Part> parts, int windowBytes) {
    if (parts.isEmpty()) {
      // The begin of a message, which may be longer than the window.
      giveBack(windowBytes);
      return;
    }
    for (Part part : parts.subList(0, parts.size() - 1)) {
      send(part, () -> {});
    }
    send(parts.getLast(), () -> giveBack(windowBytes));
  }

  private void send(Part part, Runnable onWritten) {
    if (accepted) {
      container.send(part, onWritten);
    } else {
      early.add(() -> container.send(part, onWritten));
    }
  }

  private void giveBack(int windowBytes) {
    if (endpoint.faults().windowStalled()) {
      withheldBytes += windowBytes;
    } else {
      response.giveBack(windowBytes);
    }
  }

  /** Gives back what a stalled window withheld. On any thread. */
  void giveBackWithheld() {
    loop.execute(
        () -> {
          int windowBytes = withheldBytes;
          withheldBytes = 0;
          response.giveBack(windowBytes);
        });
  }

  /**
   * The caller ended the request. The service ends the response then, and what the container still
   * says is lost.
   */
  private void halfClosed() {
    if (!accepted) {
      accepted = true;
      response.accept(call.variant().isEmpty() ? options.variant() : call.variant());
    }
    response.end();
    release();
  }

  /** Whether the caller takes more of the response. */
  void writable(boolean on) {
    if (container != null) {
      container.reading(on);
    }
  }

  private void connect() {
    if (!over) {
      container =
          Container.connect(
              loop, call.in(endpoint.container()), options.containerPingPeriod(), this);
    }
  }

  @Override
  public void opened() {
    accepted = true;
    response.accept(call.variant().isEmpty() ? options.variant() : call.variant());
    early.forEach(Runnable::run);
    early.clear();
    Duration limit = endpoint.faults().sessionLimitOr(options.limit());
    after(limit.toMillis(), () -> suffer(options.ending()));
    if (atOnce != null) {
      suffer(atOnce);
    }
  }

  @Override
  public void refused(String why) {
    refuse(
        Refusal.model(
            "Received server error (424) from primary. Failed to establish WebSocket connection: "
                + why));
  }

  @Override
  public void frame(Part part) {
    if (over || endpoint.faults().silent()) {
      return;
    }
    List<Part> parts = endpoint.faults().partsSplit() ? part.split() : List.of(part);
    parts.forEach(each -> response.write(each.event()));
  }

  @Override
  public void closed(int code, String reason) {
    if (over) {
      return;
    }
    if (code == 1000 && options.closeNormallyEndsStream()) {
      suffer(new Fault.EndStream());
      return;
    }
    suffer(
        new Fault.ModelStreamError(
            "MODEL_CLOSED",
            "Model container closed the WebSocket with code %d, reason '%s'"
                .formatted(code, reason)));
  }

  /** Lets the stream suffer the fault. On any thread. */
  void strike(Fault fault) {
    loop.execute(() -> suffer(fault));
  }

  private void suffer(Fault fault) {
    if (over) {
      return;
    }
    if (response.suffer(fault, accepted)) {
      release();
    }
  }

  private void refuse(Refusal refusal) {
    if (!over) {
      response.refuse(refusal);
      release();
    }
  }

  private void broken(Refusal refusal) {
    if (accepted) {
      suffer(new Fault.ErrorMessage(refusal.type(), refusal.message()));
    } else {
      refuse(refusal);
    }
  }

  /** Gives everything up: the stream is over, or gone. Idempotent. */
  void release() {
    over = true;
    endpoint.closed(this);
    early.clear();
    timers.forEach(timer -> timer.cancel(false));
    if (container != null) {
      container.close();
    }
  }

  private void after(long millis, Runnable run) {
    timers.add(loop.schedule(run, millis, TimeUnit.MILLISECONDS));
  }
}
