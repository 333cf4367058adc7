package dev.stenogate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.client.Connection.Security;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir private Path dir;

  @Test
  void trustsTheGivenCertificateAndNoOther() throws Exception {
    var store = dir.resolve("server.p12");
    keytool(store, "-genkeypair", "-keyalg", "EC", "-dname", "CN=x", "-ext", "SAN=dns:localhost");
    var ca = dir.resolve("ca.pem");
    keytool(store, "-exportcert", "-rfc", "-file", ca.toString());
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
    var credentials = TlsServerCredentials.newBuilder().keyManager(keys.getKeyManagers()).build();
    try (var gateway = new FakeGateway(0, credentials, List.of())) {
      assertThat(build(gateway, new Security.Tls(Optional.of(ca)))).isEqualTo("fake");
      assertThatThrownBy(() -> build(gateway, new Security.Tls(Optional.empty())))
          .isInstanceOf(TranscriptionFailure.class)
          .hasMessageContaining("unable to find valid certification path");
      assertThatThrownBy(() -> build(gateway, new Security.Plaintext()))
          .isInstanceOf(TranscriptionFailure.class);
    }
  }

  @Test
  void aCaThatCannotBeReadIsToldBeforeAnythingIsDialled() {
    var missing = new Security.Tls(Optional.of(dir.resolve("none.pem")));

    assertThatThrownBy(
            () ->
                new TranscriptionClient(
                    new Connection(List.of(new ServerAddress("a", 1)), missing, Optional.empty())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.pem");
  }

  private static String build(FakeGateway gateway, Security security) throws Exception {
    try (var client =
        new TranscriptionClient(
            new Connection(List.of(gateway.address()), security, Optional.empty()))) {
      return client.capabilities(Optional.of(Duration.ofSeconds(10))).getBuild();
    }
  }

  private static void keytool(Path store, String... arguments) throws Exception {
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    var command = new ArrayList<>(List.of(keytool.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-alias", "k"));
    var process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(Files.exists(store)).isTrue();
  }
}
