package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.authentication.Verdict;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tls.Authority;
import dev.stenogate.tls.Certified;
import dev.stenogate.tls.Leaf;
import dev.stenogate.v1.GetCapabilitiesRequest;
import dev.stenogate.v1.TranscriptionGrpc;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's own server over TLS. A caller is the tenant that its certificate names. */
@SuppressWarnings("AddressSelection") // Loopback has one address.
@Timeout(60)
class DoorTlsTest {
  private static final ServerTls.Observer NOBODY =
      new ServerTls.Observer() {
        @Override
        public void loaded(Instant expiry) {}

        @Override
        public void unusable(String problem) {
          throw new AssertionError(problem);
        }
      };

  @TempDir private Path directory;
  private final Authority callers = Authority.named("callers");
  private Certified server;
  private Path clientCa;
  private ServerTls tls;
  private DoorRig rig;

  @BeforeEach
  void start() throws Exception {
    server = Authority.selfSigned(Leaf.localhost());
    start(true);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void aCallersCertificateIsThereForWhoAuthenticates() throws Exception {
    try (Client client = new Client(callers.issue(Leaf.named("a").uri("spiffe://prod/a")))) {
      assertThat(client.ask()).isEqualTo("spiffe://prod/a");
    }
  }

  @Test
  void aCallerWithoutACertificateOrWithAStrangersIsNotConnected() throws Exception {
    try (Client none = new Client(null);
        Client stranger = new Client(Authority.named("callers").issue(Leaf.named("a").dns("a")))) {
      assertThatThrownBy(none::ask).isInstanceOf(StatusRuntimeException.class);
      assertThatThrownBy(stranger::ask).isInstanceOf(StatusRuntimeException.class);
    }
    assertThat(rig.heard).isEmpty();
    assertThat(rig.closings).contains(Closing.NOT_NEGOTIATED);
  }

  @Test
  void whereCertificatesAreRequestedACallerWithoutOneIsLetKnockAndAStrangersIsNot()
      throws Exception {
    rig.close();
    start(false);
    try (Client none = new Client(null);
        Client stranger = new Client(Authority.named("callers").issue(Leaf.named("a").dns("a")))) {
      assertThat(none.ask()).isEqualTo("nobody");
      assertThatThrownBy(stranger::ask).isInstanceOf(StatusRuntimeException.class);
    }
  }

  @Test
  void anotherAuthorityAppliesToNewConnectionsAndCutsNone() throws Exception {
    Certified old = callers.issue(Leaf.named("old").dns("old"));
    Authority next = Authority.named("next");
    try (Client before = new Client(old)) {
      before.ask();
      Files.writeString(clientCa, next.pem());
      tls.look();

      try (Client late = new Client(old);
          Client after = new Client(next.issue(Leaf.named("new").dns("new")))) {
        assertThat(after.ask()).isEqualTo("new");
        assertThatThrownBy(late::ask).isInstanceOf(StatusRuntimeException.class);
      }
      assertThat(before.ask()).isEqualTo("old");
    }
  }

  @Test
  void aTicketOfAnotherAuthoritysTimeIsWorthNothing() throws Exception {
    rig.close();
    start(false);
    SSLContext client = trusting(server.certificate());
    handshake(client, "TLSv1.2", "h2");
    assertThat(handshake(client, "TLSv1.2", "h2")).as("resumed before").isTrue();
    Files.writeString(clientCa, Authority.named("next").pem());
    tls.look();

    assertThat(handshake(client, "TLSv1.2", "h2")).as("resumed after").isFalse();
  }

  @Test
  void onlyHttp2OverTls12And13IsSpoken() throws Exception {
    rig.close();
    start(false);
    SSLContext client = trusting(server.certificate());

    handshake(client, "TLSv1.3", "h2");
    handshake(client, "TLSv1.2", "h2");
    assertThatThrownBy(() -> handshake(client, "TLSv1.3", "http/1.1"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> handshake(client, "TLSv1.1", "h2")).isInstanceOf(IOException.class);
  }

  @Test
  void whoSpeaksInPlainIsClosed() throws Exception {
    try (java.net.Socket socket =
        new java.net.Socket(InetAddress.getByName("localhost"), rig.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      socket.getInputStream().readAllBytes();
    }
    assertThat(rig.heard).isEmpty();
  }

  private void start(boolean clientsMust) throws Exception {
    Certified.Written written = server.write(directory, "server");
    clientCa = Files.writeString(directory.resolve("ca.pem"), callers.pem());
    tls =
        new ServerTls(
            new TlsFiles(written.chain(), written.key(), Optional.of(clientCa), clientsMust),
            NOBODY);
    rig =
        new DoorRig(
            Optional.of(tls),
            DoorRig.LIMITS,
            presented ->
                CompletableFuture.completedStage(
                    new Verdict.Admitted(
                        new Caller(
                            new Tenant(name(presented.certificates()), 1), Credential.NONE))));
  }

  private static String name(List<X509Certificate> chain) {
    try {
      return chain.isEmpty()
          ? "nobody"
          : (String) chain.getFirst().getSubjectAlternativeNames().iterator().next().get(1);
    } catch (java.security.cert.CertificateParsingException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether it took up an earlier session. */
  private boolean handshake(SSLContext client, String version, String protocol) throws Exception {
    try (SSLSocket socket =
        (SSLSocket) client.getSocketFactory().createSocket("localhost", rig.port())) {
      socket.setSoTimeout(20_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {version});
      parameters.setApplicationProtocols(new String[] {protocol});
      socket.setSSLParameters(parameters);
      long began = System.currentTimeMillis();
      socket.startHandshake();
      if (socket.getInputStream().read() < 0) {
        throw new IOException("closed");
      }
      assertThat(socket.getApplicationProtocol()).isEqualTo(protocol);
      return socket.getSession().getCreationTime() < began;
    }
  }

  private static SSLContext trusting(X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private final class Client implements AutoCloseable {
    private final ManagedChannel channel;

    Client(Certified shown) throws IOException {
      TlsChannelCredentials.Builder credentials =
          TlsChannelCredentials.newBuilder().trustManager(stream(server.pem()));
      if (shown != null) {
        credentials.keyManager(stream(shown.pem()), stream(shown.keyPem()));
      }
      channel =
          Grpc.newChannelBuilderForAddress("localhost", rig.port(), credentials.build()).build();
    }

    String ask() {
      return TranscriptionGrpc.newBlockingStub(channel)
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .getCapabilities(GetCapabilitiesRequest.getDefaultInstance())
          .getBuild();
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }

    private static ByteArrayInputStream stream(String pem) {
      return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
