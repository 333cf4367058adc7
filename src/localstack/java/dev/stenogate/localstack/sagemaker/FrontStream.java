package dev.stenogate.localstack.sagemaker;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** One HTTP/2 stream: checks its head and makes it a {@link FrontSession}, or refuses it. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write ends the channel, which is heard.
final class FrontStream extends ChannelInboundHandlerAdapter {
  private final FrontConnection connection;
  private final SageMakerFront front;
  private ResponseStream response;

  /** Null before the head, and when it was refused. */
  private FrontSession session;

  FrontStream(SageMakerFront front, FrontConnection connection) {
    this.front = front;
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object frame) {
    try {
      switch (frame) {
        case Http2HeadersFrame head when response == null -> head(ctx, head);
        case Http2DataFrame data -> data(data);
        default -> {}
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  private void head(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
    response = new ResponseStream((Http2StreamChannel) ctx.channel());
    Http2Headers head = frame.headers();
    Map<String, String> headers = new HashMap<>();
    head.forEach(header -> headers.put(header.getKey().toString(), header.getValue().toString()));
    headers.putIfAbsent("host", headers.getOrDefault(":authority", ""));
    String path = headers.getOrDefault(":path", "");
    try {
      SignedEvents events = front.authorization().check(path, headers, Instant.now());
      Call call = Call.of(headers.get(":method"), path, headers);
      FrontEndpoint endpoint = front.endpoint(call.endpoint());
      session = new FrontSession(endpoint, call, events, front.options().session(), response);
      connection.joined(session);
      session.open(endpoint.faults().opening());
    } catch (RefusedCall e) {
      response.refuse(e.refusal());
    }
  }

  private void data(Http2DataFrame frame) {
    if (session == null) {
      response.giveBack(frame.initialFlowControlledBytes());
    } else {
      session.data(frame, ByteBufUtil.getBytes(frame.content()));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (session != null) {
      session.writable(ctx.channel().isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (session != null) {
      connection.left(session);
      session.release();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Resets of the caller come here too; the end of the stream is told by channelInactive.
    ctx.close();
  }
}
