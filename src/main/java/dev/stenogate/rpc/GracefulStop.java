package dev.stenogate.rpc;

import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.quarkus.grpc.runtime.health.GrpcHealthStorage;
import jakarta.inject.Singleton;

/** How the gateway stops: it says so, takes no new calls, and lets those that are open leave. */
@Singleton
public class GracefulStop {
  private final GrpcHealthStorage health;
  private final TranscriptionEdge edge;

  GracefulStop(GrpcHealthStorage health, TranscriptionEdge edge) {
    this.health = health;
    this.edge = edge;
  }

  /** Returns when all calls have left, or had their time. */
  public void drain() {
    health.setStatus(GrpcHealthStorage.DEFAULT_SERVICE_NAME, ServingStatus.NOT_SERVING);
    edge.calls().drain(edge.drainTimes());
  }
}
