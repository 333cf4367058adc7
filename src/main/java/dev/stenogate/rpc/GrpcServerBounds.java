package dev.stenogate.rpc;

import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.netty.NettyServerBuilder;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;

/** Sets the bounds of the gRPC server on purpose. */
@ApplicationScoped
public class GrpcServerBounds implements ServerBuilderCustomizer<VertxServerBuilder> {
  /**
   * Unread bytes of one call that a caller may have under way, 64 KiB: 2 s of audio. grpc-java's
   * default is 1 MiB.
   */
  static final int WINDOW_BYTES = 64 * 1024;

  /**
   * Calls on one connection; a caller with more opens another connection, and so spreads over
   * replicas.
   */
  static final int CALLS_PER_CONNECTION_MAX = 500;

  /** All header lines of a call together. */
  static final int METADATA_BYTES_MAX = 16 * 1024;

  /** Callers may ping this often; mobile and NAT keep-alives do. */
  static final long KEEPALIVE_PERMITTED_SECONDS = 10;

  /**
   * Longest wait for the first frame of a connection: one that says nothing is no caller.
   * grpc-java's default is 120 s.
   */
  static final long HANDSHAKE_TIMEOUT_SECONDS = 10;

  /**
   * We ping a silent connection this often, and give it up without an answer in the timeout: a lost
   * TCP is noticed.
   */
  static final long KEEPALIVE_SECONDS = 30;

  static final long KEEPALIVE_TIMEOUT_SECONDS = 10;

  private final DrainTimes drainTimes;
  private final Door door;

  GrpcServerBounds(DrainTimes drainTimes, Door door) {
    this.drainTimes = drainTimes;
    this.door = door;
  }

  @Override
  public void customize(GrpcServerConfiguration config, VertxServerBuilder builder) {
    // Compressed audio is a codec's work; general decompression would let 256 KiB become 256 MiB.
    builder.decompressorRegistry(
        DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false));
    builder.addStreamTracerFactory(new MessageBound.Factory(TranscriptionEdge.MESSAGE_BYTES_MAX));
    builder.intercept(new AuthenticationGuard(door));
    builder.intercept(new RequestGuard()); // The last one is called first.
    NettyServerBuilder netty = builder.nettyBuilder();
    netty.maxInboundMessageSize(
        Integer.MAX_VALUE); // MessageBound is the limit, and gives an answer.
    netty.maxInboundMetadataSize(METADATA_BYTES_MAX);
    netty.flowControlWindow(WINDOW_BYTES);
    netty.maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX);
    netty.handshakeTimeout(HANDSHAKE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    netty.permitKeepAliveTime(KEEPALIVE_PERMITTED_SECONDS, TimeUnit.SECONDS);
    netty.permitKeepAliveWithoutCalls(true);
    netty.keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS);
    netty.keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    netty.addTransportFilter(new ConnectionAge());
    netty.protocolNegotiator(new GuardedNegotiator(door));
    netty.addTransportFilter(ConnectionGuard.filter());
    if (drainTimes.hasConnectionAge()) {
      netty.maxConnectionAge(drainTimes.connectionAgeNanos(), TimeUnit.NANOSECONDS);
      netty.maxConnectionAgeGrace(drainTimes.connectionGraceNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
