package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that cannot serve what it is told does not start, and says in one line why. */
class StartupIT {
  private static final String REGION = "stenogate.endpoints.gpu-1.sagemaker.region";
  private static final String PLAINTEXT = "stenogate.server.plaintext";

  /** A JVM that lives for a second is better off without the second compiler. */
  private static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-Xmx128m");

  /**
   * A wrong configuration.
   *
   * @param what for the name of the test
   * @param says the start of the one line, behind the program's name
   */
  record Wrong(String what, Map<String, String> config, String says) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Wrong> configurations() {
    return Stream.of(
        new Wrong("no endpoints", Map.of(), "stenogate.endpoints: none (expected: at least one"),
        new Wrong(
            "an endpoint that is nowhere",
            Map.of("stenogate.endpoints.gpu-1.pool", "default"),
            "stenogate.endpoints.gpu-1: needs exactly one of sagemaker.region and vllm.url"),
        new Wrong(
            "no slots",
            Map.of(REGION, "eu-west-1", "stenogate.endpoints.gpu-1.sessions-max", "0"),
            "stenogate.endpoints.gpu-1.sessions-max: 0 (expected: 1..10000)"),
        new Wrong(
            "a number that is none",
            Map.of(REGION, "eu-west-1", "stenogate.endpoints.gpu-1.sessions-max", "many"),
            "stenogate.endpoints.gpu-1.sessions-max"),
        new Wrong(
            "nobody who could call",
            Map.of(REGION, "eu-west-1", "stenogate.auth.anonymous", "false"),
            "stenogate.auth: nobody could call (expected: stenogate.tenants.files"),
        new Wrong(
            "an issuer's keys in plaintext",
            Map.of(
                REGION,
                "eu-west-1",
                "stenogate.auth.jwt.corp.issuer",
                "https://corp.example",
                "stenogate.auth.jwt.corp.audience",
                "stenogate",
                "stenogate.auth.jwt.corp.jwks-url",
                "http://corp.example/jwks"),
            "stenogate.auth.jwt.corp.jwks-url: http://corp.example/jwks (expected: https://"),
        new Wrong(
            "a region that is none",
            Map.of(REGION, "Ireland"),
            "stenogate.endpoints.gpu-1.sagemaker.region: 'Ireland' (expected: such as eu-west-1)"),
        new Wrong(
            "a default pool without endpoints",
            Map.of(REGION, "eu-west-1", "stenogate.default-pool", "nowhere"),
            "stenogate.default-pool: nowhere (expected: the pool of an endpoint)"),
        new Wrong(
            "a key that does not exist",
            Map.of(REGION, "eu-west-1", "stenogate.endpoints.gpu-1.session-max", "4"),
            "stenogate.endpoints.gpu-1.session-max"),
        new Wrong(
            "neither TLS nor plaintext",
            Map.of(REGION, "eu-west-1", PLAINTEXT, "false"),
            "stenogate.server.tls.certificate: none (expected: PEM files"),
        new Wrong(
            "TLS and plaintext",
            Map.of(
                REGION,
                "eu-west-1",
                "stenogate.server.tls.certificate",
                "/none.pem",
                "stenogate.server.tls.key",
                "/none.key"),
            "stenogate.server.plaintext: true beside tls.certificate (expected: one of them)"),
        new Wrong(
            "a certificate that is not there",
            Map.of(
                REGION,
                "eu-west-1",
                PLAINTEXT,
                "false",
                "stenogate.server.tls.certificate",
                "/none.pem",
                "stenogate.server.tls.key",
                "/none.key"),
            "stenogate.server.tls.certificate: /none.pem cannot be read (NoSuchFileException)"),
        new Wrong(
            "certificates of callers that nobody asks for",
            Map.of(
                REGION,
                "eu-west-1",
                "stenogate.tenants.files",
                tenants(),
                "stenogate.auth.certificates.enabled",
                "true"),
            "stenogate.auth.certificates.enabled: true, but nobody is asked for one (expected:"),
        new Wrong(
            "the framework's own TLS",
            Map.of(REGION, "eu-west-1", "quarkus.grpc.server.ssl.certificate", "/none.pem"),
            "quarkus.grpc.server.ssl.certificate: not served (expected: stenogate.server.tls"));
  }

  /** A file of one tenant, known by a certificate. */
  private static String tenants() {
    try {
      Path file = Files.createTempFile("tenants", ".yaml");
      file.toFile().deleteOnExit();
      return Files.writeString(file, "tenants: {default: {identities: {certificates: [a.svc]}}}\n")
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("configurations")
  void refusesInOneLineThatNamesTheKey(Wrong wrong) throws Exception {
    Ended ended = run(wrong.config());

    assertThat(ended.code()).as(ended.output()).isEqualTo(1);
    assertThat(ended.output().lines()).hasSize(1);
    assertThat(ended.output()).startsWith("stenogate: ").contains(wrong.says());
  }

  @ParameterizedTest
  @ValueSource(strings = {"quarkus.grpc.server.port", "quarkus.management.port"})
  void refusesAPortThatIsTaken(String key) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended ended = run(Map.of(REGION, "eu-west-1", key, Integer.toString(taken.getLocalPort())));

      assertThat(ended.code()).as(ended.output()).isEqualTo(1);
      assertThat(ended.output())
          .contains(Integer.toString(taken.getLocalPort()))
          .doesNotContain("\tat ");
    }
  }

  private record Ended(int code, String output) {}

  private static Ended run(Map<String, String> config) throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>();
    all.put("stenogate.auth.anonymous", "true");
    all.put(PLAINTEXT, "true");
    all.put("quarkus.grpc.server.host", "127.0.0.1");
    all.put("quarkus.grpc.server.port", Integer.toString(GatewayProcess.freePort()));
    all.put("quarkus.management.host", "127.0.0.1");
    all.put("quarkus.management.port", Integer.toString(GatewayProcess.freePort()));
    all.putAll(config);
    Process process =
        new ProcessBuilder(Program.command(JVM, all, "serve")).redirectErrorStream(true).start();
    try {
      assertThat(process.waitFor(HandCall.AWAIT_SECONDS, TimeUnit.SECONDS))
          .as("the process ends by itself")
          .isTrue();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }
}
