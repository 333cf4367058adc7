package dev.stenogate.rpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.tls.Authority;
import dev.stenogate.tls.Certified;
import dev.stenogate.tls.Leaf;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsTest {
  private final Instant soon = Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);

  @TempDir private Path directory;
  private final List<String> heard = new ArrayList<>();
  private final ServerTls.Observer observer =
      new ServerTls.Observer() {
        @Override
        public void loaded(Instant expiry) {
          heard.add("loaded " + expiry);
        }

        @Override
        public void unusable(String problem) {
          heard.add(problem);
        }
      };

  private Certified certified;
  private Certified.Written written;

  @BeforeEach
  void write() throws IOException {
    certified = Authority.selfSigned(Leaf.localhost().valid(Instant.now().minusSeconds(60), soon));
    written = certified.write(directory, "server");
  }

  @Test
  void saysWhenTheFirstCertificateExpires() {
    assertThat(tls().expiry()).isEqualTo(soon);
    assertThat(heard).containsExactly("loaded " + soon);
  }

  @Test
  void filesThatSayTheSameMakeNothingNew() throws IOException {
    ServerTls tls = tls();
    SslContext before = tls.context();
    certified.write(directory, "server");
    tls.look();

    assertThat(tls.context()).isSameAs(before);
    assertThat(heard).hasSize(1);
  }

  @Test
  void filesThatSaySomethingElseAreUsedFromThenOn() throws IOException {
    ServerTls tls = tls();
    SslContext before = tls.context();
    Authority.selfSigned(Leaf.localhost()).write(directory, "server");
    tls.look();

    assertThat(tls.context()).isNotSameAs(before);
    assertThat(tls.expiry()).isAfter(soon);
  }

  @Test
  void aPairThatIsHalfWrittenChangesNothingUntilItIsWhole() throws IOException {
    ServerTls tls = tls();
    SslContext before = tls.context();
    Certified next = Authority.selfSigned(Leaf.localhost());
    Files.writeString(written.chain(), next.pem());
    tls.look();
    tls.look();

    assertThat(tls.context()).isSameAs(before);
    assertThat(heard.subList(1, heard.size()))
        .containsExactly(
            "key: not that of the certificate (expected: the key of the first one in its file)");

    Files.writeString(written.key(), next.keyPem());
    tls.look();
    assertThat(tls.context()).isNotSameAs(before);
  }

  @Test
  void filesThatAreGoneChangeNothingAndAreToldOnceForEachTime() throws IOException {
    ServerTls tls = tls();
    Files.delete(written.key());
    tls.look();
    tls.look();
    certified.write(directory, "server");
    tls.look();
    Files.delete(written.key());
    tls.look();

    assertThat(heard).hasSize(3);
    assertThat(heard.get(1)).startsWith("key: ").endsWith("cannot be read (NoSuchFileException)");
    assertThat(tls.expiry()).isEqualTo(soon);
  }

  @Test
  void anotherAuthorityOfCallersMakesAnotherContext() throws IOException {
    Path ca = Files.writeString(directory.resolve("ca.pem"), Authority.named("one").pem());
    ServerTls tls = tls(Optional.of(ca));
    SslContext before = tls.context();
    Files.writeString(ca, Authority.named("two").pem());
    tls.look();

    assertThat(tls.context()).isNotSameAs(before);
  }

  @Test
  void aKeyIsReadInTheFormOfRsaToo() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    byte[] pkcs1 =
        PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())
            .parsePrivateKey()
            .toASN1Primitive()
            .getEncoded();
    String pem =
        "-----BEGIN RSA PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pkcs1)
            + "\n-----END RSA PRIVATE KEY-----\n";

    assertThat(PemKey.read(pem.getBytes(US_ASCII))).isEqualTo(pair.getPrivate());
  }

  @Test
  void whatCannotBeUsedAtStartIsRefusedByName() throws IOException {
    Files.writeString(
        written.key(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
    assertThatThrownBy(this::tls)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("key: malformed")
        .hasMessageNotContaining("AAAA");

    Files.writeString(written.chain(), "no certificate");
    assertThatThrownBy(this::tls).hasMessageStartingWith("certificate: ");
  }

  private ServerTls tls() {
    return tls(Optional.empty());
  }

  private ServerTls tls(Optional<Path> clientCa) {
    return new ServerTls(
        new TlsFiles(written.chain(), written.key(), clientCa, clientCa.isPresent()), observer);
  }
}
