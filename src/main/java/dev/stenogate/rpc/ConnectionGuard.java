package dev.stenogate.rpc;

import io.grpc.Attributes;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Stands first on a connection for as long as it is open: lets it in or not, and closes it when
 * nobody is let in on it. On the connection's event loop, but for {@link #run}.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
  /** Credentials refused on one connection, one after the other, that end it. */
  static final int REFUSED_MAX = 10;

  /**
   * Longest life of a connection that speaks of health only, 1 min: probes may stay, but not for
   * ever, for all can say so.
   */
  static final long HEALTH_ONLY_NANOS = TimeUnit.MINUTES.toNanos(1);

  /**
   * A call that is being verified puts off the end of its connection by this much, once: as long as
   * an {@link dev.stenogate.authentication.Authenticator} may take.
   */
  static final long VERIFYING_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * From GOAWAY to the end of a connection, 1 s: what was answered arrives, and who does not read
   * gains nothing.
   */
  static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Attributes.Key<ConnectionGuard> KEY =
      Attributes.Key.create("connection-guard");

  private final Door door;
  private final GrpcHttp2ConnectionHandler http2;
  private final ChannelHandler negotiation;
  private ChannelHandlerContext context;
  private Future<?> deadline;
  private Closing closing = Closing.NOT_NEGOTIATED;
  private boolean letIn;
  private boolean leaving;
  private boolean spokeOfHealth;
  private boolean putOff;
  private int verifying;
  private int refused;
  private Connections.Place place;

  ConnectionGuard(Door door, GrpcHttp2ConnectionHandler http2, ChannelHandler negotiation) {
    this.door = door;
    this.http2 = http2;
    this.negotiation = negotiation;
  }

  /** Tells a guard when its connection speaks HTTP/2. */
  static ServerTransportFilter filter() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes attributes) {
        attributes.get(KEY).negotiated();
        return attributes;
      }
    };
  }

  /** That of the connection of a call. */
  static ConnectionGuard of(ServerCall<?, ?> call) {
    return call.getAttributes().get(KEY);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    String peer = PeerAddress.of(added.channel().remoteAddress());
    place = new Connections.Place(peer, () -> added.executor().execute(this::makePlace));
    Optional<Closing> full = door.connections().enter(place);
    if (full.isPresent()) {
      door.closed(full.get());
      var unused = added.close();
      return;
    }
    added.pipeline().addAfter(added.name(), null, negotiation);
    deadline =
        added
            .executor()
            .schedule(this::deadline, door.limits().unauthenticatedNanos(), TimeUnit.NANOSECONDS);
    added.channel().closeFuture().addListener(_ -> closed());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext on, Object event) {
    on.fireUserEventTriggered(
        event instanceof ProtocolNegotiationEvent negotiation ? withThis(negotiation) : event);
  }

  /** A credential is being looked at. */
  void verifying() {
    run(() -> verifying++);
  }

  /** It was looked at, whatever came of it. */
  void verified() {
    run(() -> verifying--);
  }

  /** A call was let in. */
  void admitted() {
    run(
        () -> {
          letIn = true;
          refused = 0;
          door.connections().letIn(place);
          deadline.cancel(false);
        });
  }

  /** A call was not let in. Its answer is on its way. */
  void refused() {
    run(
        () -> {
          refused++;
          if (refused >= REFUSED_MAX) {
            leave(Closing.REFUSED_TOO_OFTEN);
          }
        });
  }

  /** A call asked for health, which all may. */
  void askedForHealth() {
    run(() -> spokeOfHealth = true);
  }

  private ProtocolNegotiationEvent withThis(ProtocolNegotiationEvent event) {
    Attributes attributes = InternalProtocolNegotiationEvent.getAttributes(event);
    return InternalProtocolNegotiationEvent.withAttributes(
        event, attributes.toBuilder().set(KEY, this).build());
  }

  private void negotiated() {
    if (!leaving) {
      closing = Closing.USUAL;
    }
    if (door.limits().headerTableBytes() < DoorLimits.HEADER_TABLE_BYTES) {
      // A second frame: what grpc-java sends in the first one cannot be set.
      ChannelHandlerContext on = context.pipeline().context(http2);
      Http2Settings settings =
          new Http2Settings().headerTableSize(door.limits().headerTableBytes());
      var unused = http2.encoder().writeSettings(on, settings, on.newPromise());
      on.flush();
    }
  }

  private void deadline() {
    long unauthenticated = door.limits().unauthenticatedNanos();
    if (putsOff()) {
      deadline = after(VERIFYING_NANOS, this::deadline);
    } else if (spokeOfHealth
        && unauthenticated < HEALTH_ONLY_NANOS
        && door.connections().mayStayForHealth(place)) {
      spokeOfHealth = false;
      deadline = after(HEALTH_ONLY_NANOS - unauthenticated, this::endOfHealth);
    } else {
      leave(closing == Closing.USUAL ? Closing.UNAUTHENTICATED : closing);
    }
  }

  private void endOfHealth() {
    if (putsOff()) {
      deadline = after(VERIFYING_NANOS, this::endOfHealth);
    } else {
      leave(Closing.UNAUTHENTICATED);
    }
  }

  /** Who waits for a verdict is not silent. Once, for all can make others wait. */
  private boolean putsOff() {
    boolean puts = verifying > 0 && !putOff;
    putOff |= puts;
    return puts;
  }

  private Future<?> after(long nanos, Runnable task) {
    return context.executor().schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  /** Another connection needs this one's place. */
  private void makePlace() {
    if (!letIn) {
      leaving = true;
      closing = Closing.MADE_PLACE;
      var unused = context.close();
    }
  }

  /**
   * GOAWAY as far as HTTP/2 is spoken, then the end. Where calls were let in they are not cut: a
   * proxy brings those of many callers on one connection.
   */
  private void leave(Closing why) {
    if (leaving || (letIn && why == Closing.UNAUTHENTICATED)) {
      return;
    }
    leaving = true;
    closing = why;
    var unused = context.pipeline().close();
    if (!letIn) {
      deadline.cancel(false);
      deadline = after(LEAVE_NANOS, this::close);
    }
  }

  /** Whoever was let in since the GOAWAY finishes first: gRPC closes then. */
  private void close() {
    if (letIn) {
      return;
    }
    if (putsOff()) {
      deadline = after(VERIFYING_NANOS, this::close);
    } else {
      var unused = context.close();
    }
  }

  private void closed() {
    deadline.cancel(false);
    door.connections().leave(place);
    door.closed(closing);
  }

  private void run(Runnable task) {
    if (context.executor().inEventLoop()) {
      task.run();
    } else {
      context.executor().execute(task);
    }
  }
}
