package dev.stenogate.upstream.sagemaker;

import dev.stenogate.localstack.sagemaker.FrontFaults;
import dev.stenogate.localstack.sagemaker.FrontOptions;
import dev.stenogate.localstack.sagemaker.SageMakerFront;
import dev.stenogate.localstack.sagemaker.SessionCounts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A transport, a front and a container on free ports. */
final class Stage implements AutoCloseable {
  static final String ENDPOINT = "voxtral";

  final FakeContainer container;
  final SageMakerFront front;
  final SageMakerTransport transport;

  private Stage(FakeContainer container, SageMakerFront front, SageMakerSettings settings) {
    this.container = container;
    this.front = front;
    this.transport = new SageMakerTransport(settings);
  }

  static Stage tls(FakeContainer container) throws Exception {
    return of(container, options -> options, keys());
  }

  static Stage of(
      FakeContainer container,
      UnaryOperator<FrontOptions> options,
      SageMakerCredentials.Static credentials)
      throws Exception {
    SageMakerFront front =
        SageMakerFront.start(options.apply(FrontOptions.of(Map.of(ENDPOINT, container.uri()))));
    return new Stage(container, front, settings(front, credentials, Duration.ofSeconds(15)));
  }

  static Stage pinging(FakeContainer container, Duration period) throws Exception {
    SageMakerFront front = SageMakerFront.start(FrontOptions.of(Map.of(ENDPOINT, container.uri())));
    return new Stage(container, front, settings(front, keys(), period));
  }

  static SageMakerSettings settings(
      SageMakerFront front, SageMakerCredentials credentials, Duration pingPeriod) {
    boolean tls = "https".equals(front.uri().getScheme());
    Optional<Path> pem = tls ? Optional.of(front.certificatePem()) : Optional.empty();
    return new SageMakerSettings(
        FrontOptions.Keys.DEFAULT.region(),
        Optional.of(front.uri()),
        credentials,
        pem,
        SageMakerSettings.STREAMS_MAX_DEFAULT,
        Duration.ofSeconds(10),
        pingPeriod);
  }

  static SageMakerCredentials.Static keys() {
    return new SageMakerCredentials.Static(
        FrontOptions.Keys.DEFAULT.accessKeyId(), FrontOptions.Keys.DEFAULT.secretAccessKey(), "");
  }

  FrontFaults faults() {
    return front.faults(ENDPOINT);
  }

  SessionCounts sessions() {
    return front.sessions(ENDPOINT);
  }

  Line open() {
    return open(SageMakerTarget.of(ENDPOINT, "voxtral"));
  }

  Line open(SageMakerTarget target) {
    var recorder = new Recorder();
    SageMakerChannel channel = transport.channel(recorder);
    transport.start(channel, target);
    return new Line(channel, recorder);
  }

  /** One that SageMaker takes nothing of any more, and that has 400 KB to send. */
  Line openStalled() throws InterruptedException {
    faults().windowStalled(true);
    Line line = open();
    container.caller();
    line.told().awaitWritable();
    for (int i = 0; i < 100; i++) {
      line.send("x".repeat(4_000));
    }
    return line;
  }

  /** A channel and what it told. */
  record Line(SageMakerChannel channel, Recorder told) {
    void send(String text) {
      channel.send(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Waits for what happens on other threads; fails after 10 s. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never: " + what);
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    transport.close();
    front.close();
    container.close();
  }
}
