package dev.stenogate.config;

import dev.stenogate.admin.FleetRoutes;
import dev.stenogate.admission.WaitingRoom;
import dev.stenogate.observability.AuditLog;
import dev.stenogate.observability.FleetLog;
import dev.stenogate.observability.FleetMetrics;
import dev.stenogate.observability.Observers;
import dev.stenogate.observability.QuotaMetrics;
import dev.stenogate.observability.RoutingObservers;
import dev.stenogate.observability.SessionLog;
import dev.stenogate.observability.SessionMetrics;
import dev.stenogate.observability.SlotMetrics;
import dev.stenogate.observability.UsageLog;
import dev.stenogate.routing.Dispatcher;
import dev.stenogate.rpc.CredentialWatch;
import dev.stenogate.rpc.DrainTimes;
import dev.stenogate.rpc.GracefulStop;
import dev.stenogate.rpc.LiveCalls;
import dev.stenogate.rpc.Resumption;
import dev.stenogate.rpc.TranscriptionEdge;
import dev.stenogate.session.Session;
import dev.stenogate.tenant.TenantDirectory;
import dev.stenogate.upstream.Upstream;
import dev.stenogate.upstream.sagemaker.SageMakerTransports;
import dev.stenogate.upstream.websocket.WebSocketTransport;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.runtime.GrpcServerRecorder;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Puts the parts together. The only place that knows all of them. */
@Singleton
public class Wiring {
  private static final int SESSION_ID_BYTES = 12;

  /** Between two looks at the credentials of calls that run. */
  private static final long CREDENTIALS_MILLIS = 1_000;

  /** Behind the beans of {@link Startup}, which have 2500: a wrong configuration is told first. */
  private static final int AFTER_BEANS = 3_000;

  private final SageMakerTransports sagemaker = new SageMakerTransports();

  /** Made at start, so that a wrong configuration is refused before the first call. */
  @Produces
  @Singleton
  @Startup
  TranscriptionEdge edge(
      StenogateConfig config,
      MeterRegistry registry,
      Vertx vertx,
      SlotsWiring slots,
      QuotasWiring quotas,
      AuditLog audit,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    Settings settings = new Settings(config);
    List<Settings.Placed> placed = settings.endpoints();
    Dispatcher dispatcher =
        new Dispatcher(
            placed.stream().map(Settings.Placed::endpoint).toList(),
            settings.routingPolicy(),
            ThreadLocalRandom::current);
    WaitingRoom waitingRoom = new WaitingRoom(settings.waitingLimits(), System::nanoTime);
    dispatcher.onFreed(waitingRoom::freed);
    waitingRoom.onWaiting(dispatcher::waiting);
    Map<String, Upstream> upstreams = upstreams(placed, vertx);
    dispatcher.observe(
        new RoutingObservers(List.of(new FleetMetrics(registry, dispatcher), new FleetLog())));
    SessionMetrics metrics = new SessionMetrics(registry);
    SlotMetrics slotMetrics = new SlotMetrics(registry);
    slotMetrics.watch(slots.start(settings, dispatcher, slotMetrics));
    SessionLog log = new SessionLog();
    Session.Surroundings surroundings =
        new Session.Surroundings(
            dispatcher,
            waitingRoom,
            endpoint -> upstreams.get(endpoint.name()),
            settings.sessionLimits(),
            new Observers(List.of(metrics, log, audit, new UsageLog(Instant::now))),
            ThreadLocalRandom::current);
    SecureRandom random = new SecureRandom();
    return new TranscriptionEdge(
        surroundings,
        settings.defaultPool(),
        quotas.start(settings, new QuotaMetrics(registry)),
        new Resumption(settings.resumeTokens(random), () -> System.currentTimeMillis() / 1_000),
        new LiveCalls(),
        settings.drainTimes(),
        () -> sessionId(random),
        settings.startTimeoutNanos(),
        version,
        (caller, ending) -> {
          metrics.refused(ending);
          log.refused(ending);
          audit.refused(caller, ending);
        });
  }

  /** Calls that run do not outlive their credential by more than its grace. */
  void watchCredentials(
      @Observes StartupEvent event,
      StenogateConfig config,
      TranscriptionEdge edge,
      TenantDirectory tenants,
      Vertx vertx) {
    CredentialWatch watch =
        new CredentialWatch(
            tenants,
            () -> System.currentTimeMillis() / 1_000,
            TenantsWiring.settings(config).graceSeconds());
    vertx.setPeriodic(CREDENTIALS_MILLIS, _ -> edge.calls().look(watch));
  }

  /** The fleet for operators, beside probes and metrics. */
  void management(
      @Observes ManagementInterface management, StenogateConfig config, TranscriptionEdge edge) {
    Dispatcher dispatcher = edge.surroundings().dispatcher();
    new FleetRoutes(dispatcher, new Settings(config).adminToken(), System::nanoTime)
        .register(management.router());
  }

  /** Quarkus goes on without a gRPC server that could not listen, and would never be ready. */
  void started(
      @Observes @Priority(AFTER_BEANS) StartupEvent event,
      @ConfigProperty(name = "quarkus.grpc.server.port") int port) {
    if (GrpcServerRecorder.getVerticleCount() == 0) {
      throw new ConfigException(
          "quarkus.grpc.server.port", port + ": no server came up there (the line above says why)");
    }
  }

  @Produces
  @Singleton
  DrainTimes drainTimes(StenogateConfig config) {
    return new Settings(config).drainTimes();
  }

  /**
   * Not ready as soon as the gateway begins to stop, and before it knows which slots are its own:
   * no new calls are to come here. A Redis that is lost later changes nothing.
   */
  @Produces
  @Readiness
  @Singleton
  HealthCheck takesCalls(TranscriptionEdge edge, SlotsWiring slots) {
    return () ->
        HealthCheckResponse.named("takes calls")
            .status(!edge.calls().isDraining() && slots.knowsItsSlots())
            .build();
  }

  /**
   * Before any server or client is stopped, the one of probes and metrics too: callers finish or go
   * elsewhere, and no endpoint is blamed. {@code ShutdownEvent} would come when that one is gone.
   */
  void onShutdown(
      @Observes ShutdownDelayInitiatedEvent event, GracefulStop stop, SlotsWiring slots) {
    stop.drain();
    slots.stop();
  }

  @PreDestroy
  void close() {
    sagemaker.close();
  }

  private Map<String, Upstream> upstreams(List<Settings.Placed> placed, Vertx vertx) {
    WebSocketTransport websocket = new WebSocketTransport(vertx);
    return placed.stream()
        .collect(
            Collectors.toUnmodifiableMap(
                p -> p.endpoint().name(),
                p ->
                    switch (p.place()) {
                      case Settings.Place.OnSageMaker s ->
                          sagemaker.of(s.settings()).upstream(s.target());
                      case Settings.Place.OnVllm v -> websocket.upstream(v.target());
                    }));
  }

  private static String sessionId(SecureRandom random) {
    byte[] bytes = new byte[SESSION_ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
