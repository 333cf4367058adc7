package dev.stenogate.localstack.sagemaker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What a front can write on one HTTP/2 stream, right and wrong. On the stream's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write ends the channel, which is heard.
final class ResponseStream {
  private final Http2StreamChannel stream;
  private final String requestId = UUID.randomUUID().toString();

  ResponseStream(Http2StreamChannel stream) {
    this.stream = stream;
  }

  EventLoop loop() {
    return stream.eventLoop();
  }

  /** Answers 200. */
  void accept(String variant) {
    stream.writeAndFlush(
        new DefaultHttp2HeadersFrame(
            head(200)
                .set("content-type", "application/vnd.amazon.eventstream")
                .set("x-amzn-invoked-production-variant", variant)));
  }

  /** Answers with an error, which ends the stream. */
  void refuse(Refusal refusal) {
    Http2Headers head = head(refusal.status()).set("content-type", "application/json");
    stream.write(new DefaultHttp2HeadersFrame(head.set("x-amzn-errortype", refusal.type())));
    data(refusal.json().getBytes(StandardCharsets.UTF_8), true);
  }

  private Http2Headers head(int status) {
    return new DefaultHttp2Headers()
        .status(Integer.toString(status))
        .set("x-amzn-requestid", requestId);
  }

  void write(EventMessage event) {
    data(event.encode(), false);
  }

  void end() {
    data(new byte[0], true);
  }

  /** Lets the caller send so many bytes more. */
  void giveBack(int windowBytes) {
    if (windowBytes > 0 && stream.isActive()) {
      stream.writeAndFlush(new DefaultHttp2WindowUpdateFrame(windowBytes));
    }
  }

  /**
   * Writes a fault. Those made of events need the 200 first and are left out without it.
   *
   * @return whether the stream is over
   */
  boolean suffer(Fault fault, boolean accepted) {
    return switch (fault) {
      case Fault.Reset(long errorCode) -> {
        stream.writeAndFlush(new DefaultHttp2ResetFrame(errorCode));
        yield true;
      }
      case Fault.GoAwayGraceful() -> {
        goAway(stream.stream().id());
        yield false;
      }
      case Fault.GoAwayLowId() -> {
        goAway(0);
        yield false;
      }
      case Fault.GoAwayAndClose() -> {
        goAway(Integer.MAX_VALUE);
        codec().close();
        yield true;
      }
      case Fault.KillTcp() -> {
        Channel tcp = stream.parent();
        // Without lingering the close is a TCP reset; forced, it comes without TLS's goodbye.
        tcp.config().setOption(ChannelOption.SO_LINGER, 0);
        tcp.unsafe().closeForcibly();
        yield true;
      }
      case Fault event when !accepted -> false;
      case Fault.ModelStreamError(String code, String message) -> {
        exception(
            "ModelStreamError", new JsonObject().put("Message", message).put("ErrorCode", code));
        yield true;
      }
      case Fault.InternalStreamFailure(String message) -> {
        exception("InternalStreamFailure", new JsonObject().put("Message", message));
        yield true;
      }
      case Fault.ErrorMessage(String code, String message) -> {
        write(message("error", Map.of(":error-code", code, ":error-message", message), ""));
        end();
        yield true;
      }
      case Fault.EndStream() -> {
        end();
        yield true;
      }
      case Fault.EndInMidMessage() -> {
        byte[] whole = Part.filler("half of this is missing").event().encode();
        data(Arrays.copyOf(whole, whole.length / 2), true);
        yield true;
      }
      case Fault.BadChecksum() -> {
        byte[] wrong = Part.filler("the checksum is wrong").event().encode();
        wrong[wrong.length - 1] ^= 1;
        data(wrong, false);
        yield false;
      }
      case Fault.UnknownEvent() -> {
        write(message("event", Map.of(":event-type", "Heartbeat"), "{}"));
        yield false;
      }
    };
  }

  private void exception(String type, JsonObject body) {
    write(
        message(
            "exception",
            Map.of(":exception-type", type, ":content-type", "application/json"),
            body.encode()));
    end();
  }

  private static EventMessage message(String type, Map<String, String> others, String payload) {
    var headers = new LinkedHashMap<String, String>();
    headers.put(":message-type", type);
    headers.putAll(others);
    return EventMessage.of(headers, payload.getBytes(StandardCharsets.UTF_8));
  }

  private void data(byte[] bytes, boolean end) {
    stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), end));
  }

  /** As bytes: the codec refuses to write a last stream id below those that it has seen. */
  private void goAway(int lastStreamId) {
    ByteBuf frame = Unpooled.buffer(17);
    frame.writeMedium(8).writeByte(Http2FrameTypes.GO_AWAY).writeByte(0).writeInt(0);
    frame.writeInt(lastStreamId).writeInt(0);
    codec().writeAndFlush(frame);
  }

  /** What is written here goes past the codec, straight to TLS or the socket. */
  private ChannelHandlerContext codec() {
    return stream.parent().pipeline().context(Http2FrameCodec.class);
  }
}
