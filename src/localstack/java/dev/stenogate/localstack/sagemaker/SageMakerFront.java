package dev.stenogate.localstack.sagemaker;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Stands in for SageMaker Runtime HTTP/2 on one machine: takes {@code
 * InvokeEndpointWithBidirectionalStream} calls, checks every signature, and carries parts to and
 * from a model container's WebSocket. Where the real service's behaviour is not documented, an
 * option says so.
 *
 * <pre>
 * caller ─ HTTP/2, signed events ─▶ {@link FrontStream} ─▶ {@link FrontSession} ─ WebSocket frames ─▶ {@link Container}
 * </pre>
 */
public final class SageMakerFront implements AutoCloseable {
  private static final int EVENT_LOOPS = 2;

  private final FrontOptions options;
  private final FrontTls tls;
  private final Authorization authorization;
  private final Map<String, FrontEndpoint> endpoints;
  private final EventLoopGroup loops = new NioEventLoopGroup(EVENT_LOOPS);
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private Channel server;

  private SageMakerFront(FrontOptions options, FrontTls tls) {
    this.options = options;
    this.tls = tls;
    this.authorization = new Authorization(options.keys());
    this.endpoints =
        options.endpoints().entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, endpoint -> new FrontEndpoint(endpoint.getValue())));
  }

  /**
   * Listens.
   *
   * @throws IOException when the port is taken or no certificate could be made
   */
  public static SageMakerFront start(FrontOptions options) throws IOException {
    SageMakerFront front = new SageMakerFront(options, tls(options));
    try {
      front.listen();
    } catch (RuntimeException e) {
      front.close();
      throw new IOException("cannot listen: " + options.listen(), e);
    }
    return front;
  }

  private static FrontTls tls(FrontOptions options) throws IOException {
    if (!options.listen().tls()) {
      return null;
    }
    try {
      return FrontTls.of(options.listen());
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate for " + options.listen(), e);
    }
  }

  private void listen() {
    server =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel tcp) {
                    connections.add(tcp);
                    FrontConnection.begin(tcp, SageMakerFront.this);
                  }
                })
            .bind(options.listen().host(), options.listen().port())
            .syncUninterruptibly()
            .channel();
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** What a caller on this machine overrides the SDK's endpoint with. */
  public URI uri() {
    return URI.create((tls == null ? "http" : "https") + "://localhost:" + port());
  }

  /**
   * The certificate to trust.
   *
   * @throws IllegalStateException without TLS
   */
  public Path certificatePem() {
    if (tls == null) {
      throw new IllegalStateException("a plaintext front has no certificate");
    }
    return tls.certificatePem();
  }

  /**
   * The switches of an endpoint.
   *
   * @throws IllegalArgumentException when there is no such endpoint
   */
  public FrontFaults faults(String endpoint) {
    return known(endpoint).faults();
  }

  /**
   * The streams of an endpoint.
   *
   * @throws IllegalArgumentException when there is no such endpoint
   */
  public SessionCounts sessions(String endpoint) {
    return known(endpoint).counts();
  }

  /** TCP connections that are open. */
  public int connections() {
    return connections.size();
  }

  /** Drops every connection, then waits until the threads have ended. Idempotent. */
  @Override
  public void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    if (server != null) {
      server.close().syncUninterruptibly();
    }
    connections.close().awaitUninterruptibly();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  FrontOptions options() {
    return options;
  }

  /** Null without TLS. */
  FrontTls tls() {
    return tls;
  }

  Authorization authorization() {
    return authorization;
  }

  FrontEndpoint endpoint(String name) throws RefusedCall {
    FrontEndpoint endpoint = endpoints.get(name);
    if (endpoint == null) {
      throw new RefusedCall(Refusal.validation("Endpoint " + name + " not found."));
    }
    return endpoint;
  }

  private FrontEndpoint known(String name) {
    FrontEndpoint endpoint = endpoints.get(name);
    if (endpoint == null) {
      throw new IllegalArgumentException(name + ": no such endpoint among " + endpoints.keySet());
    }
    return endpoint;
  }
}
