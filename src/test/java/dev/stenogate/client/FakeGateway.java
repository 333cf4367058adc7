package dev.stenogate.client;

import dev.stenogate.v1.GetCapabilitiesRequest;
import dev.stenogate.v1.GetCapabilitiesResponse;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.TranscriptionGrpc.TranscriptionImplBase;
import io.grpc.Attributes;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A server whose calls a test drives by hand, or by what it does on opening and half-close. */
public final class FakeGateway implements AutoCloseable {
  /** Small, so that a server that does not read is felt soon. */
  public static final int WINDOW_BYTES = 64 * 1024;

  private final BlockingQueue<FakeCall> calls = new LinkedBlockingQueue<>();
  private final BlockingQueue<Metadata> headers = new LinkedBlockingQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Server server;
  private volatile Consumer<FakeCall> onOpen = _ -> {};
  private volatile List<String> features = List.of();

  public FakeGateway() throws IOException {
    this(0, InsecureServerCredentials.create(), List.of());
  }

  public FakeGateway(int port, ServerCredentials credentials, List<BindableService> more)
      throws IOException {
    var builder =
        NettyServerBuilder.forPort(port, credentials)
            .flowControlWindow(WINDOW_BYTES)
            .intercept(new HeaderRecorder())
            .addTransportFilter(new ConnectionCounter())
            .addService(new Service());
    more.forEach(builder::addService);
    this.server = builder.build().start();
  }

  /** What to do with every call when it opens. */
  public FakeGateway onOpen(Consumer<FakeCall> action) {
    onOpen = action;
    return this;
  }

  public FakeGateway features(String... names) {
    features = List.of(names);
    return this;
  }

  public ServerAddress address() {
    return new ServerAddress("localhost", server.getPort());
  }

  public FakeCall nextCall() throws InterruptedException {
    var call = calls.poll(10, TimeUnit.SECONDS);
    if (call == null) {
      throw new AssertionError("no call within 10 s");
    }
    return call;
  }

  public Metadata nextHeaders() throws InterruptedException {
    return headers.poll(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Service extends TranscriptionImplBase {
    @Override
    public StreamObserver<TranscribeRequest> transcribe(
        StreamObserver<TranscribeResponse> responses) {
      var call = new FakeCall((ServerCallStreamObserver<TranscribeResponse>) responses);
      onOpen.accept(call);
      calls.add(call);
      return call;
    }

    @Override
    public void getCapabilities(
        GetCapabilitiesRequest request, StreamObserver<GetCapabilitiesResponse> response) {
      response.onNext(
          GetCapabilitiesResponse.newBuilder().setBuild("fake").addAllFeatures(features).build());
      response.onCompleted();
    }
  }

  /** How many connections were made to it. */
  public int connections() {
    return connections.get();
  }

  private final class ConnectionCounter extends ServerTransportFilter {
    @Override
    public Attributes transportReady(Attributes attributes) {
      connections.incrementAndGet();
      return attributes;
    }
  }

  private final class HeaderRecorder implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata metadata, ServerCallHandler<A, B> next) {
      headers.add(metadata);
      return next.startCall(call, metadata);
    }
  }
}
