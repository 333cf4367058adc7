package dev.stenogate.e2e;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;

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
