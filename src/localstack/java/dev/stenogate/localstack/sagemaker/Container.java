package dev.stenogate.localstack.sagemaker;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The WebSocket to a model container. Runs on the event loop of the stream that it belongs to, so
 * neither side needs a lock. Frames are passed one to one, fragments too.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write ends the channel, which is heard.
final class Container extends SimpleChannelInboundHandler<WebSocketFrame> {
  /** Pings without a pong after which the container is given up, as the service does. */
  static final int UNANSWERED_PINGS_MAX = 5;

  private static final int FRAME_BYTES_MAX = 16 << 20;
  private static final int NO_CLOSE_FRAME = 1006;

  /** Hears what the container does. All on the event loop. */
  interface Listener {
    /** The handshake succeeded. Once, before all else. */
    void opened();

    /** There was no handshake. Once, instead of all else. */
    void refused(String why);

    /** One WebSocket frame. */
    void frame(Part part);

    /** The connection is gone. Once, after {@link #opened}. */
    void closed(int code, String reason);
  }

  private final Listener listener;
  private final Duration pingPeriod;
  private Channel channel;
  private ScheduledFuture<?> pings;
  private int unanswered;
  private boolean open;
  private boolean over;

  /** Type of the message in progress from the container; its continuation frames have none. */
  private boolean text;

  /** Whether the message in progress to the container has begun. */
  private boolean continued;

  private Container(Listener listener, Duration pingPeriod) {
    this.listener = listener;
    this.pingPeriod = pingPeriod;
  }

  static Container connect(EventLoop loop, URI uri, Duration pingPeriod, Listener listener) {
    var container = new Container(listener, pingPeriod);
    var config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(uri)
            .maxFramePayloadLength(FRAME_BYTES_MAX)
            .handleCloseFrames(false)
            .dropPongFrames(false)
            .withUTF8Validator(false)
            .build();
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel ch) {
                ch.pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(64 << 10))
                    .addLast(new WebSocketClientProtocolHandler(config))
                    .addLast(container);
              }
            })
        .connect(uri.getHost(), uri.getPort())
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                container.refuse(connected.cause());
              }
            });
    return container;
  }

  /**
   * Sends one part as one frame.
   *
   * @param onWritten run when the socket has taken it
   */
  void send(Part part, Runnable onWritten) {
    var bytes = Unpooled.wrappedBuffer(part.bytes());
    WebSocketFrame frame;
    if (continued) {
      frame = new ContinuationWebSocketFrame(part.complete(), 0, bytes);
    } else if (part.text()) {
      frame = new TextWebSocketFrame(part.complete(), 0, bytes);
    } else {
      frame = new BinaryWebSocketFrame(part.complete(), 0, bytes);
    }
    continued = !part.complete();
    channel.writeAndFlush(frame).addListener(written -> onWritten.run());
  }

  /** Reads on, or lets the container wait. */
  void reading(boolean on) {
    if (channel != null) {
      channel.config().setAutoRead(on);
    }
  }

  /** Closes with code 1000. Nothing is heard of the container afterwards. */
  void close() {
    over = true;
    stopPings();
    if (open) {
      channel
          .writeAndFlush(new CloseWebSocketFrame(1000, ""))
          .addListener(written -> channel.close());
    } else if (channel != null) {
      channel.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    if (over) {
      channel.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE && !over) {
      open = true;
      long millis = pingPeriod.toMillis();
      pings = ctx.executor().scheduleAtFixedRate(this::ping, millis, millis, TimeUnit.MILLISECONDS);
      listener.opened();
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    switch (frame) {
      case PongWebSocketFrame pong -> unanswered = 0;
      case CloseWebSocketFrame close -> {
        int code = close.statusCode() < 0 ? 1005 : close.statusCode();
        String reason = close.reasonText() == null ? "" : close.reasonText();
        channel.writeAndFlush(close.retain()).addListener(written -> channel.close());
        closed(code, reason);
      }
      case ContinuationWebSocketFrame more -> heard(more);
      case TextWebSocketFrame first -> {
        text = true;
        heard(first);
      }
      case BinaryWebSocketFrame first -> {
        text = false;
        heard(first);
      }
      default -> throw new IllegalStateException("unexpected " + frame.getClass());
    }
  }

  private void heard(WebSocketFrame frame) {
    if (!over) {
      listener.frame(
          new Part(text, frame.isFinalFragment(), ByteBufUtil.getBytes(frame.content())));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed(NO_CLOSE_FRAME, "");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (open) {
      ctx.close();
    } else {
      refuse(cause);
      ctx.close();
    }
  }

  private void ping() {
    if (unanswered == UNANSWERED_PINGS_MAX) {
      closed(NO_CLOSE_FRAME, UNANSWERED_PINGS_MAX + " pings without a pong");
      channel.close();
      return;
    }
    unanswered++;
    channel.writeAndFlush(new PingWebSocketFrame());
  }

  private void closed(int code, String reason) {
    if (!open) {
      refuse(new IllegalStateException("connection closed during the handshake"));
      return;
    }
    stopPings();
    if (!over) {
      over = true;
      listener.closed(code, reason);
    }
  }

  private void refuse(Throwable cause) {
    if (over) {
      return;
    }
    over = true;
    String seen =
        cause instanceof WebSocketClientHandshakeException e && e.response() != null
            ? "status " + e.response().status().code()
            : cause.getClass().getSimpleName();
    listener.refused(seen);
  }

  private void stopPings() {
    if (pings != null) {
      pings.cancel(false);
    }
  }
}
