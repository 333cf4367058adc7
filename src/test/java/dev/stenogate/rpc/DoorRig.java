package dev.stenogate.rpc;

import dev.stenogate.authentication.AuthenticationObserver;
import dev.stenogate.authentication.Authenticator;
import dev.stenogate.authentication.Verdict;
import dev.stenogate.tenant.Caller;
import dev.stenogate.v1.GetCapabilitiesRequest;
import dev.stenogate.v1.GetCapabilitiesResponse;
import dev.stenogate.v1.GetQuotaRequest;
import dev.stenogate.v1.GetQuotaResponse;
import dev.stenogate.v1.TranscriptionGrpc;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Vertx;
import io.vertx.grpc.VertxServer;
import io.vertx.grpc.VertxServerBuilder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The gateway's own gRPC server, with a service behind it that says yes to all that come in. */
final class DoorRig implements AutoCloseable, AuthenticationObserver {
  static final DoorLimits LIMITS =
      new DoorLimits(
          1_000, 1_000, TimeUnit.SECONDS.toNanos(20), DoorLimits.HEADER_TABLE_BYTES, 0, 1);

  final List<Closing> closings = new CopyOnWriteArrayList<>();
  final List<String> heard = new CopyOnWriteArrayList<>();
  final List<StreamObserver<GetQuotaResponse>> held = new CopyOnWriteArrayList<>();
  final List<String> watched = new CopyOnWriteArrayList<>();
  final Door door;
  private final Vertx vertx = Vertx.vertx();
  private final VertxServer server;

  DoorRig(Optional<ServerTls> tls, DoorLimits limits, Authenticator authenticator)
      throws Exception {
    door = new Door(tls, limits, authenticator, this, closings::add);
    VertxServerBuilder builder = VertxServerBuilder.forAddress(vertx, "localhost", 0);
    new GrpcServerBounds(new DrainTimes(1, 0), door).customize(null, builder);
    builder.addService(TranscriptionGrpc.bindService(new Yes()));
    builder.addService(new Health());
    server = builder.build();
    CompletableFuture<Void> started = new CompletableFuture<>();
    server.start(
        result -> {
          if (result.succeeded()) {
            started.complete(null);
          } else {
            started.completeExceptionally(result.cause());
          }
        });
    started.get(20, TimeUnit.SECONDS);
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void admitted(String method, Caller caller) {
    heard.add("admitted " + caller.tenant().name() + " from " + caller.peer());
  }

  @Override
  public void refused(String method, String peer, Verdict.Refused refused) {
    heard.add("refused " + refused.denial() + " from " + peer);
  }

  @Override
  public void tooMany(String method, String peer) {
    heard.add("too many from " + peer);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Answers the calls that were held. */
  void answerHeld() {
    held.forEach(
        response -> {
          response.onNext(GetQuotaResponse.getDefaultInstance());
          response.onCompleted();
        });
  }

  private final class Yes implements TranscriptionGrpc.AsyncService {
    @Override
    public void getCapabilities(
        GetCapabilitiesRequest request, StreamObserver<GetCapabilitiesResponse> response) {
      response.onNext(
          GetCapabilitiesResponse.newBuilder().setBuild(Callers.current().tenant().name()).build());
      response.onCompleted();
    }

    /** Takes its time. */
    @Override
    public void getQuota(GetQuotaRequest request, StreamObserver<GetQuotaResponse> response) {
      held.add(response);
    }
  }

  private final class Health extends HealthGrpc.HealthImplBase {
    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> response) {
      response.onNext(HealthCheckResponse.getDefaultInstance());
      response.onCompleted();
    }

    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> response) {
      watched.add(request.getService());
      response.onNext(HealthCheckResponse.getDefaultInstance());
    }
  }
}
