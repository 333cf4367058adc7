package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.tls.Authority;
import dev.stenogate.tls.Certified;
import dev.stenogate.tls.Leaf;
import io.grpc.Status;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged gateway with certificates from a mounted Secret, which the kubelet changes by
 * swapping a symbolic link, while a caller speaks.
 */
class TlsIT {
  private static final String WORD = "w";

  private final Authority authority = Authority.named("servers");
  private final Authority callers = Authority.named("callers");

  @TempDir private Path secret;

  @Test
  void certificatesAreRotatedWhileACallerSpeaks() throws Exception {
    Certified first = authority.issue(Leaf.localhost());
    Certified second = authority.issue(Leaf.localhost());
    Certified mine = callers.issue(Leaf.named("a").dns("a"));
    mount("1", first.pem(), first.keyPem(), callers.pem());
    try (LocalStack stack =
            LocalStack.start(
                LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()));
        GatewayProcess gateway = GatewayProcess.start(List.of(), config(stack));
        Caller caller = Caller.overTls(gateway, authority.pem(), mine)) {
      GoodSession session = GoodSession.begin(caller);
      assertThat(serial(gateway)).isEqualTo(first.certificate().getSerialNumber());
      assertThat(Metrics.of(gateway).values("stenogate_tls_certificate_expiry_seconds").getFirst())
          .isBetween(80_000.0, 90_000.0);

      mount("2", second.pem(), second.keyPem(), callers.pem());
      Eventually.holds(
          "new connections see the new certificate",
          () -> serial(gateway).equals(second.certificate().getSerialNumber()));

      mount("3", first.pem(), second.keyPem(), callers.pem());
      Eventually.holds(
          "a pair that does not belong together is refused",
          () ->
              Metrics.of(gateway)
                  .lines()
                  .contains("stenogate_tls_reloads_total{result=\"failed\"} 1.0"));
      assertThat(gateway.log()).contains("certificates kept", "key: not that of the certificate");
      assertThat(serial(gateway)).isEqualTo(second.certificate().getSerialNumber());

      mount("4", second.pem(), second.keyPem(), Authority.named("callers").pem());
      Eventually.holds(
          "who the old authority vouched for is refused",
          () -> capabilities(gateway, mine) == Status.Code.UNAVAILABLE);

      GoodSession.Heard heard = session.finish();
      assertThat(heard.answer().code()).isEqualTo(Status.Code.OK);
      assertThat(heard.finals()).isEqualTo(session.said(WORD));
      assertThat(heard.revisions()).isZero();
    }
  }

  @Test
  void aPortThatSpeaksTlsSpeaksNothingElse() throws Exception {
    Certified server = authority.issue(Leaf.localhost());
    mount("1", server.pem(), server.keyPem(), callers.pem());
    try (LocalStack stack =
            LocalStack.start(
                LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()));
        GatewayProcess gateway = GatewayProcess.start(List.of(), config(stack));
        Caller plain = Caller.of(gateway)) {
      assertThat(plain.transcribe().answer().code()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThatThrownBy(() -> handshake(gateway, "TLSv1.1")).isInstanceOf(IOException.class);
      Eventually.holds(
          "they are counted",
          () ->
              Metrics.of(gateway).lines().stream()
                  .anyMatch(
                      line ->
                          line.startsWith(
                              "stenogate_connections_closed_total{reason=\"not_negotiated\"}")));
    }
  }

  private Map<String, String> config(LocalStack stack) {
    Map<String, String> config = new HashMap<>(stack.gatewayConfig());
    config.put("stenogate.server.plaintext", "false");
    config.put("stenogate.server.tls.certificate", secret.resolve("..data/tls.crt").toString());
    config.put("stenogate.server.tls.key", secret.resolve("..data/tls.key").toString());
    config.put("stenogate.server.tls.client-ca", secret.resolve("..data/ca.crt").toString());
    config.put("stenogate.server.tls.client-auth", "request");
    config.put("stenogate.server.tls.reload-period", "1s");
    return config;
  }

  /** As the kubelet does: a new directory, and {@code ..data} points there in one step. */
  private void mount(String version, String certificate, String key, String ca) throws IOException {
    Path directory = Files.createDirectory(secret.resolve(".." + version));
    Files.writeString(directory.resolve("tls.crt"), certificate);
    Files.writeString(directory.resolve("tls.key"), key);
    Files.writeString(directory.resolve("ca.crt"), ca);
    Path link = Files.createSymbolicLink(secret.resolve("..data_tmp"), directory.getFileName());
    Files.move(link, secret.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private Status.Code capabilities(GatewayProcess gateway, Certified shown) {
    try (Caller caller = Caller.overTls(gateway, authority.pem(), shown)) {
      return caller.transcribe().halfClose().answer().code();
    }
  }

  private static BigInteger serial(GatewayProcess gateway) {
    try {
      return handshake(gateway, "TLSv1.3").getSerialNumber();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The certificate that a new connection is shown. */
  private static X509Certificate handshake(GatewayProcess gateway, String version)
      throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new AnyServer()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", gateway.port())) {
      socket.setSoTimeout(10_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {version});
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /** Looks only. */
  private static final class AnyServer implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
