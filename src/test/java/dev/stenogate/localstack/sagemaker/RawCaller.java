package dev.stenogate.localstack.sagemaker;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One stream over h2c whose every byte the test decides: what the SDK cannot be made to send. */
final class RawCaller implements AutoCloseable {
  static final String PATH = "/endpoints/voxtral/invocations-bidirectional-stream";

  /** Changed by a test before {@link #open}. */
  final Map<String, String> headers = new TreeMap<>();

  String path = PATH;
  String secret = FrontOptions.Keys.DEFAULT.secretAccessKey();
  Instant now = Instant.now();

  final CompletableFuture<Map<String, String>> head = new CompletableFuture<>();
  final BlockingQueue<EventMessage> events = new LinkedBlockingQueue<>();
  final CompletableFuture<String> end = new CompletableFuture<>();
  final StringBuilder body = new StringBuilder();

  private final NioEventLoopGroup loop = new NioEventLoopGroup(1);
  private final Channel tcp;
  private Channel stream;
  private String prior;

  RawCaller(int port) {
    tcp =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel ch) {
                    ch.pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forClient().build(),
                            new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                  }
                })
            .connect("127.0.0.1", port)
            .syncUninterruptibly()
            .channel();
    headers.put("content-type", "application/vnd.amazon.eventstream");
    headers.put("x-amz-content-sha256", Authorization.EVENTS);
  }

  /** Signs the head and sends it. */
  RawCaller open() {
    String region = FrontOptions.Keys.DEFAULT.region();
    String date = SigV4.seconds(now);
    headers.put("host", "localhost");
    headers.putIfAbsent("x-amz-date", date);
    List<String> signed = List.copyOf(headers.keySet());
    prior = SigV4.ofRequest(secret, region, date, path, headers, signed, Authorization.EVENTS);
    String authorization =
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(
                FrontOptions.Keys.DEFAULT.accessKeyId(),
                SigV4.scope(date, region),
                String.join(";", signed),
                prior);
    return open(authorization);
  }

  RawCaller open(String authorization) {
    var head = new DefaultHttp2Headers().method("POST").path(path).scheme("http");
    head.authority("localhost");
    headers.forEach((name, value) -> head.set(name, name.equals("host") ? "localhost" : value));
    head.remove("host");
    if (authorization != null) {
      head.set("authorization", authorization);
    }
    stream =
        new Http2StreamChannelBootstrap(tcp)
            .handler(new Ear())
            .open()
            .syncUninterruptibly()
            .getNow();
    stream.writeAndFlush(new DefaultHttp2HeadersFrame(head)).syncUninterruptibly();
    return this;
  }

  /** Takes what comes, or lets the front wait. */
  void reading(boolean on) {
    stream.config().setAutoRead(on);
  }

  /** A part as a signed event, to be sent whole, cut or changed. */
  byte[] signed(Part part) {
    return shell(part.event().encode());
  }

  /** The event that ends a request. */
  byte[] signedEnd() {
    return shell(new byte[0]);
  }

  private byte[] shell(byte[] inner) {
    var time = new EventMessage.Timestamp(now.toEpochMilli());
    byte[] signature =
        SigV4.ofEvent(secret, FrontOptions.Keys.DEFAULT.region(), prior, time, inner);
    prior = SigV4.hex(signature);
    var shell = new LinkedHashMap<String, Object>();
    shell.put(":date", time);
    shell.put(":chunk-signature", signature);
    return new EventMessage(shell, inner).encode();
  }

  RawCaller send(byte[] bytes, boolean last) {
    stream
        .writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), last))
        .syncUninterruptibly();
    return this;
  }

  String status() throws Exception {
    return head.get(10, TimeUnit.SECONDS).get(":status");
  }

  EventMessage event() throws InterruptedException {
    EventMessage event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event came");
    }
    return event;
  }

  /** {@code END_STREAM} or {@code RST_STREAM <code>}; fails after 10 s without an end. */
  String ending() throws Exception {
    return end.get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    tcp.close().awaitUninterruptibly();
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Ear extends ChannelInboundHandlerAdapter {
    private final EventMessages messages = new EventMessages();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) throws Exception {
      if (frame instanceof Http2HeadersFrame first) {
        Map<String, String> seen = new TreeMap<>();
        first.headers().forEach(h -> seen.put(h.getKey().toString(), h.getValue().toString()));
        head.complete(seen);
        ended(first.isEndStream());
      } else if (frame instanceof Http2DataFrame data) {
        byte[] bytes = ByteBufUtil.getBytes(data.content());
        if ("200".equals(head.getNow(Map.of()).get(":status"))) {
          heard(bytes);
        } else {
          body.append(new String(bytes, StandardCharsets.UTF_8));
        }
        ended(data.isEndStream());
      }
      ReferenceCountUtil.release(frame);
    }

    private void heard(byte[] bytes) throws EventMessage.Malformed {
      messages.add(bytes);
      List<EventMessage> whole = new ArrayList<>();
      for (var message = messages.next(); message != null; message = messages.next()) {
        whole.add(message);
      }
      events.addAll(whole);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof Http2ResetFrame reset) {
        end.complete("RST_STREAM " + reset.errorCode());
      }
    }

    private void ended(boolean last) {
      if (last) {
        end.complete("END_STREAM");
      }
    }
  }
}
