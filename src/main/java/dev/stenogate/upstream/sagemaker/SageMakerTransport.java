package dev.stenogate.upstream.sagemaker;

import dev.stenogate.upstream.Upstream;
import dev.stenogate.upstream.realtime.FrameListener;
import dev.stenogate.upstream.realtime.RealtimeLink;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sagemakerruntimehttp2.SageMakerRuntimeHttp2AsyncClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * One client of SageMaker Runtime HTTP/2 and the calls that run on it. Thread-safe. Obtain it from
 * {@link SageMakerTransports}, so that equal settings share it.
 */
public final class SageMakerTransport implements AutoCloseable {
  /** Longest that closing waits for the event loops. */
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

  private final AwsCredentialsProvider credentials;

  /** Ours, not the client's: it would take two quiet seconds to close its own. */
  private final EventLoopGroup loops =
      new NioEventLoopGroup(0, new DefaultThreadFactory("sagemaker", true));

  private final SageMakerRuntimeHttp2AsyncClient client;
  private final Set<SageMakerChannel> open = ConcurrentHashMap.newKeySet();

  /**
   * Opens no connection; reads the PEM file.
   *
   * @throws IllegalArgumentException when the PEM file cannot be read
   */
  public SageMakerTransport(SageMakerSettings settings) {
    this.credentials = CredentialsProviders.of(settings);
    var builder =
        SageMakerRuntimeHttp2AsyncClient.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials)
            // A builder, not a client built of it: that one would lose the service's defaults,
            // HTTP/2 and ALPN, and speak HTTP/1.1.
            .httpClientBuilder(httpClient(settings, loops))
            // By default the SDK repeats a call up to four times, even after data has flowed.
            .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()));
    settings.endpointOverride().ifPresent(builder::endpointOverride);
    this.client = builder.build();
  }

  /** The port to one endpoint; lives as long as this transport. */
  public Upstream upstream(SageMakerTarget target) {
    return listener -> {
      RealtimeLink link = new RealtimeLink(target.model(), listener);
      SageMakerChannel channel = channel(link);
      link.attach(channel);
      start(channel, target);
      return link;
    };
  }

  /** Links that hold resources now, those being opened included. */
  public int openLinks() {
    return open.size();
  }

  /** Closes all links as {@code LOCAL}, then the client. Blocks until its threads have ended. */
  @Override
  public void close() {
    // The client waits 10 s for streams that are open.
    open.forEach(SageMakerChannel::abort);
    client.close();
    loops
        .shutdownGracefully(0, SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
    if (credentials instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }

  /**
   * A channel to an endpoint. Makes no call before {@link #start}.
   *
   * @param listener hears nothing before that
   */
  SageMakerChannel channel(FrameListener listener) {
    var self = new SageMakerChannel[1];
    self[0] = new SageMakerChannel(listener, loops, () -> open.remove(self[0]));
    return self[0];
  }

  /** Opens the channel; it ends by itself or by {@link SageMakerChannel#close}. */
  void start(SageMakerChannel channel, SageMakerTarget target) {
    open.add(channel);
    channel.start(client, credentials, target);
  }

  private static NettyNioAsyncHttpClient.Builder httpClient(
      SageMakerSettings settings, EventLoopGroup loops) {
    var builder =
        NettyNioAsyncHttpClient.builder()
            .eventLoopGroup(SdkEventLoopGroup.create(loops, NioSocketChannel::new))
            .maxConcurrency(settings.streamsMax())
            .connectionTimeout(settings.connectTimeout())
            .tlsNegotiationTimeout(settings.connectTimeout())
            .connectionAcquisitionTimeout(settings.connectTimeout())
            // It counts inbound frames only: a silent speaker would lose the stream after 30 s.
            .readTimeout(Duration.ZERO)
            // With SDK 2.57 it also counts having nothing to write: the same speaker again. A
            // window
            // that stays shut is the session's to notice, by the text that is due.
            .writeTimeout(Duration.ZERO)
            .http2Configuration(
                // One stream to a connection: what breaks one session breaks no other.
                h2 -> h2.maxStreams(1L).healthCheckPingPeriod(settings.pingPeriod()));
    settings
        .trustedCaPem()
        .map(TrustedCertificates::withJdkAnd)
        .ifPresent(managers -> builder.tlsTrustManagersProvider(() -> managers));
    return builder;
  }
}
