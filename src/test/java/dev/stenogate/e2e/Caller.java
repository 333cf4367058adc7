package dev.stenogate.e2e;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.tls.Certified;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** One connection to a gateway, on which calls are made by hand. */
final class Caller implements AutoCloseable {
  static final String TRANSCRIBE = TranscriptionGrpc.getTranscribeMethod().getFullMethodName();

  private final ManagedChannel channel;

  private Caller(ManagedChannel channel) {
    this.channel = channel;
  }

  /** Opens the connection with the first call. */
  static Caller of(GatewayProcess gateway) {
    return new Caller(
        NettyChannelBuilder.forAddress("127.0.0.1", gateway.port())
            .negotiationType(NegotiationType.PLAINTEXT)
            .disableRetry()
            .build());
  }

  /**
   * The same, encrypted.
   *
   * @param authority who vouches for the gateway, as PEM
   * @param shown the caller's own certificate
   */
  static Caller overTls(GatewayProcess gateway, String authority, Certified shown) {
    try {
      return new Caller(
          Grpc.newChannelBuilderForAddress(
                  "localhost",
                  gateway.port(),
                  TlsChannelCredentials.newBuilder()
                      .trustManager(stream(authority))
                      .keyManager(stream(shown.pem()), stream(shown.keyPem()))
                      .build())
              .disableRetry()
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }

  ManagedChannel channel() {
    return channel;
  }

  /** A Transcribe call on which nothing was sent. */
  HandCall transcribe() {
    return call(TRANSCRIBE, CallOptions.DEFAULT, new Metadata());
  }

  /** A call of any method, which need not exist. */
  HandCall call(String method, CallOptions options, Metadata headers) {
    return HandCall.open(channel, method, options, headers);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
