package dev.stenogate.e2e;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One call that a test writes and reads line by line. */
final class BlockingCall implements AutoCloseable, StreamObserver<TranscribeResponse> {
  private static final long AWAIT_SECONDS = 30;

  private record Heard(TranscribeResponse response, Throwable failure) {}

  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final ManagedChannel channel;
  private final StreamObserver<TranscribeRequest> requests;

  private BlockingCall(ManagedChannel channel) {
    this.channel = channel;
    this.requests = TranscriptionGrpc.newStub(channel).transcribe(this);
  }

  static BlockingCall open(GatewayProcess gateway) {
    return new BlockingCall(
        NettyChannelBuilder.forAddress("127.0.0.1", gateway.port()).usePlaintext().build());
  }

  void send(TranscribeRequest request) {
    requests.onNext(request);
  }

  void halfClose() {
    requests.onCompleted();
  }

  /** The next response; throws the call's status where it failed. */
  TranscribeResponse next() {
    try {
      Heard next = heard.poll(AWAIT_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no response within " + AWAIT_SECONDS + " s");
      }
      if (next.failure() instanceof RuntimeException failure) {
        throw failure;
      }
      return next.response();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void onNext(TranscribeResponse response) {
    heard.add(new Heard(response, null));
  }

  @Override
  public void onError(Throwable failure) {
    heard.add(new Heard(null, failure));
  }

  @Override
  public void onCompleted() {}

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
