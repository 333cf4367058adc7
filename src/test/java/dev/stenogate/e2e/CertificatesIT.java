package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.tls.Authority;
import dev.stenogate.tls.Certified;
import dev.stenogate.tls.Leaf;
import dev.stenogate.v1.GetQuotaRequest;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Callers that show certificates: whose they are, and which are not let in. */
class CertificatesIT {
  private static final Authority SERVERS = Authority.named("servers");
  private static final Authority CALLERS = Authority.named("callers");
  private static final Authority STRANGERS = Authority.named("strangers");

  @TempDir static Path dir;
  private static LocalStack stack;
  private static GatewayProcess gateway;

  @BeforeAll
  static void startAll() throws Exception {
    Certified server = SERVERS.issue(Leaf.localhost());
    Certified.Written files = server.write(dir, "server");
    Path tenants =
        Files.writeString(
            dir.resolve("tenants.yaml"),
            """
            tenants:
              voice: {identities: {certificates: ["spiffe://corp/ns/voice/sa/agent"]}}
              captions: {identities: {certificates: [captions.svc]}}
            """);
    stack =
        LocalStack.start(
            LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()));
    Map<String, String> config = new HashMap<>(stack.gatewayConfig());
    config.put("stenogate.auth.anonymous", "false");
    config.put("stenogate.auth.certificates.enabled", "true");
    config.put("stenogate.tenants.files", tenants.toString());
    config.put("stenogate.server.plaintext", "false");
    config.put("stenogate.server.tls.certificate", files.chain().toString());
    config.put("stenogate.server.tls.key", files.key().toString());
    config.put(
        "stenogate.server.tls.client-ca",
        Files.writeString(dir.resolve("ca.pem"), CALLERS.pem()).toString());
    config.put("stenogate.server.tls.client-auth", "request");
    gateway = GatewayProcess.start(List.of(), config);
  }

  @AfterAll
  static void stopAll() {
    gateway.close();
    stack.close();
  }

  static Stream<Arguments> believed() {
    return Stream.of(
        Arguments.of("voice", Leaf.named("x").uri("spiffe://corp/ns/voice/sa/agent")),
        Arguments.of("captions", Leaf.named("x").dns("captions.svc")),
        Arguments.of("captions", Leaf.named("x").dns("nobody.svc").dns("CAPTIONS.svc")));
  }

  @ParameterizedTest
  @MethodSource("believed")
  void aNameOfTheCertificateSaysWhoseCallItIs(String tenant, Leaf leaf) {
    try (Caller caller = Caller.overTls(gateway, SERVERS.pem(), CALLERS.issue(leaf))) {
      assertThat(
              TranscriptionGrpc.newBlockingStub(caller.channel())
                  .getQuota(GetQuotaRequest.getDefaultInstance())
                  .getTenant())
          .isEqualTo(tenant);
    }
  }

  static Stream<Arguments> notBelieved() {
    Instant now = Instant.now();
    Leaf good = Leaf.named("captions.svc").dns("captions.svc");
    return Stream.of(
        Arguments.of(
            "a common name is no name",
            CALLERS.issue(Leaf.named("captions.svc").dns("other.svc")),
            Status.Code.PERMISSION_DENIED,
            "TENANT_UNKNOWN"),
        Arguments.of(
            "another trust domain",
            CALLERS.issue(Leaf.named("x").uri("spiffe://corq/ns/voice/sa/agent")),
            Status.Code.PERMISSION_DENIED,
            "TENANT_UNKNOWN"),
        // The server says whom it trusts, and so the client keeps these to itself.
        Arguments.of(
            "another authority",
            STRANGERS.issue(good),
            Status.Code.UNAUTHENTICATED,
            "CREDENTIALS_MISSING"),
        Arguments.of(
            "signed by itself",
            Authority.selfSigned(good),
            Status.Code.UNAUTHENTICATED,
            "CREDENTIALS_MISSING"),
        Arguments.of(
            "expired",
            CALLERS.issue(good.valid(now.minusSeconds(7_200), now.minusSeconds(3_600))),
            Status.Code.UNAVAILABLE,
            ""),
        Arguments.of(
            "not yet valid",
            CALLERS.issue(good.valid(now.plusSeconds(3_600), now.plusSeconds(7_200))),
            Status.Code.UNAVAILABLE,
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notBelieved")
  void whoIsNotBelievedIsNotLetIn(String what, Certified shown, Status.Code code, String reason) {
    try (Caller caller = Caller.overTls(gateway, SERVERS.pem(), shown)) {
      Answer answer = caller.transcribe().start(Requests.start().build()).answer();

      assertThat(answer.code()).as(what).isEqualTo(code);
      assertThat(answer.reason()).as(what).isEqualTo(reason);
    }
  }

  @Test
  void aWrongKeyIsRefusedThoughTheCertificateIsGood() {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER),
        "sg_abcdefabcdef_" + "0".repeat(43));
    try (Caller caller =
        Caller.overTls(
            gateway, SERVERS.pem(), CALLERS.issue(Leaf.named("x").dns("captions.svc")))) {
      Answer answer = caller.call(Caller.TRANSCRIBE, CallOptions.DEFAULT, headers).answer();

      assertThat(answer.code()).isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(answer.reason()).isEqualTo("API_KEY_INVALID");
    }
  }
}
