package dev.stenogate.rpc;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.util.AsciiString;

/**
 * Puts a {@link ConnectionGuard} before every connection, and the TLS of the day behind it. The one
 * place where gRPC lets a server see connections before they speak.
 */
final class GuardedNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
  private static final AsciiString HTTPS = AsciiString.of("https");
  private static final AsciiString HTTP = AsciiString.of("http");

  private final Door door;

  GuardedNegotiator(Door door) {
    this.door = door;
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler http2) {
    InternalProtocolNegotiator.ProtocolNegotiator negotiator =
        door.tls()
            .map(tls -> InternalProtocolNegotiators.serverTls(tls.context()))
            .orElseGet(InternalProtocolNegotiators::serverPlaintext);
    return new ConnectionGuard(door, http2, negotiator.newHandler(http2));
  }

  @Override
  public AsciiString scheme() {
    return door.tls().isPresent() ? HTTPS : HTTP;
  }

  @Override
  public void close() {}
}
