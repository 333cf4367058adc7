package dev.stenogate.localstack.sagemaker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannelOption;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One connection: HTTP/2 or a refusal, and the answers to its PINGs. On its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write ends the channel, which is heard.
final class FrontConnection extends ChannelInboundHandlerAdapter {
  private final Set<FrontSession> sessions = new HashSet<>();

  /** Sets a connection up that has just been accepted. */
  static void begin(Channel tcp, SageMakerFront front) {
    if (front.tls() == null) {
      tcp.pipeline().addLast(new PriorKnowledge(front));
    } else {
      tcp.pipeline().addLast(front.tls().context().newHandler(tcp.alloc()), new Negotiated(front));
    }
  }

  void joined(FrontSession session) {
    sessions.add(session);
  }

  void left(FrontSession session) {
    sessions.remove(session);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    try {
      if (frame instanceof Http2PingFrame ping
          && !ping.ack()
          && sessions.stream().noneMatch(FrontSession::pingsIgnored)) {
        ctx.writeAndFlush(new DefaultHttp2PingFrame(ping.content(), true));
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private static void http2(ChannelPipeline pipeline, SageMakerFront front) {
    var connection = new FrontConnection();
    FrontOptions.Listen listen = front.options().listen();
    pipeline.addLast(
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(listen.streamsMax())
                    .initialWindowSize(listen.windowBytes()))
            .autoAckPingFrame(false)
            .gracefulShutdownTimeoutMillis(0)
            .build(),
        new Http2MultiplexHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel stream) {
                stream.config().setOption(Http2StreamChannelOption.AUTO_STREAM_FLOW_CONTROL, false);
                stream.pipeline().addLast(new FrontStream(front, connection));
              }
            }),
        connection);
  }

  /** The load balancer's answer to a caller that speaks HTTP/1.1. */
  private static void refuseHttp1(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(
            ByteBufUtil.encodeString(
                ctx.alloc(),
                CharBuffer.wrap("HTTP/1.1 464 \r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
                StandardCharsets.US_ASCII))
        .addListener(ChannelFutureListener.CLOSE);
  }

  private static final class Negotiated extends ApplicationProtocolNegotiationHandler {
    private final SageMakerFront front;

    Negotiated(SageMakerFront front) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.front = front;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
        http2(ctx.pipeline(), front);
      } else {
        refuseHttp1(ctx);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // A caller that does not trust the certificate, or went away: its matter.
      ctx.close();
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  /** Looks at the first bytes: the client preface of HTTP/2 begins with {@code PRI}. */
  private static final class PriorKnowledge extends ByteToMessageDecoder {
    private final SageMakerFront front;

    PriorKnowledge(SageMakerFront front) {
      this.front = front;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      if (in.readableBytes() < 3) {
        return;
      }
      if ("PRI".equals(in.toString(in.readerIndex(), 3, StandardCharsets.US_ASCII))) {
        http2(ctx.pipeline(), front);
        ctx.pipeline().remove(this);
      } else {
        in.skipBytes(in.readableBytes());
        refuseHttp1(ctx);
      }
    }
  }
}
