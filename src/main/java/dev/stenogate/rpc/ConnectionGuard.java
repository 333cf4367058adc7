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
   * Longest life of a connection that speaks of health only, 5 min: probes may stay, but not for
   * ever, for all can say so.
   */
  static final long HEALTH_ONLY_NANOS = TimeUnit.MINUTES.toNanos(5);

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
  private int refused;

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
    Optional<Closing> full = door.connections().enter(peer);
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
    added.channel().closeFuture().addListener(_ -> closed(peer));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext on, Object event) {
    on.fireUserEventTriggered(
        event instanceof ProtocolNegotiationEvent negotiation ? withThis(negotiation) : event);
  }

  /** A call was let in. */
  void admitted() {
    run(
        () -> {
          letIn = true;
          refused = 0;
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
    if (spokeOfHealth && unauthenticated < HEALTH_ONLY_NANOS) {
      spokeOfHealth = false;
      deadline =
          context
              .executor()
              .schedule(
                  () -> leave(Closing.UNAUTHENTICATED),
                  HEALTH_ONLY_NANOS - unauthenticated,
                  TimeUnit.NANOSECONDS);
    } else {
      leave(closing == Closing.USUAL ? Closing.UNAUTHENTICATED : closing);
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
      Future<?> ending =
          context.executor().schedule(this::close, LEAVE_NANOS, TimeUnit.NANOSECONDS);
      context.channel().closeFuture().addListener(_ -> ending.cancel(false));
    }
  }

  private void close() {
    var unused = context.close();
  }

  private void closed(String peer) {
    deadline.cancel(false);
    door.connections().leave(peer);
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
