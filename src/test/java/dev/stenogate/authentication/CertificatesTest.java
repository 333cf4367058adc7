package dev.stenogate.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Identity;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.Tenants;
import dev.stenogate.tls.Authority;
import dev.stenogate.tls.Leaf;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificatesTest {
  private static final String SPIFFE = "spiffe://corp/ns/voice/sa/agent";

  private static final X509Certificate certificate =
      Authority.selfSigned(Leaf.named("agent").ip("10.0.0.1").dns("Agent.Voice.svc").uri(SPIFFE))
          .certificate();
  private static final X509Certificate nameless =
      Authority.selfSigned(Leaf.named("nameless")).certificate();
  private static final long nowSeconds =
      certificate.getNotBefore().toInstant().getEpochSecond() + 60;

  @Test
  void aUriThatIsATenantsIsEnough() {
    assertAdmitted(verdict(certificate, SPIFFE, nowSeconds, List.of()));
  }

  @Test
  void aHostsNameIsEnoughInSmallLetters() {
    assertAdmitted(verdict(certificate, "agent.voice.svc", nowSeconds, List.of()));
  }

  @Test
  void theCredentialEndsWithTheCertificate() {
    Verdict.Admitted admitted =
        (Verdict.Admitted) verdict(certificate, SPIFFE, nowSeconds, List.of());

    assertThat(admitted.caller().credential())
        .isEqualTo(
            new Credential(
                Credential.Kind.CERTIFICATE,
                "agent.voice.svc",
                certificate.getNotAfter().toInstant().getEpochSecond(),
                new Identity.Certificate(SPIFFE)));
  }

  @Test
  void namesThatAreNoTenantsAreForbidden() {
    assertDenied(verdict(certificate, "other", nowSeconds, List.of()), Denial.TENANT_UNKNOWN);
    assertDenied(verdict(nameless, "nameless", nowSeconds, List.of()), Denial.TENANT_UNKNOWN);
    assertDenied(verdict(certificate, "10.0.0.1", nowSeconds, List.of()), Denial.TENANT_UNKNOWN);
  }

  @Test
  void aConnectionThatOutlivesItsCertificateOpensNoCalls() {
    long after = certificate.getNotAfter().toInstant().getEpochSecond();
    assertDenied(verdict(certificate, SPIFFE, after, List.of()), Denial.CERTIFICATE_EXPIRED);
    long before = certificate.getNotBefore().toInstant().getEpochSecond() - 1;
    assertDenied(verdict(certificate, SPIFFE, before, List.of()), Denial.CERTIFICATE_EXPIRED);
  }

  @Test
  void aCredentialInTheHeadersDecidesEvenIfItIsWrong() {
    assertDenied(
        verdict(certificate, SPIFFE, nowSeconds, List.of("Bearer sg_wrong")),
        Denial.API_KEY_INVALID);
  }

  private static Verdict verdict(
      X509Certificate leaf, String tenants, long nowSeconds, List<String> authorization) {
    Tenants known =
        new Tenants(
            Map.of("captions", new Tenant("captions", 1)),
            Map.of(),
            Map.of(new Identity.Certificate(tenants), "captions"),
            Set.of());
    return new CredentialChain(
            new CredentialChain.Means(true, List.of(), true, true),
            new Surroundings(() -> known, () -> nowSeconds))
        .examine(new Presented(authorization, List.of(), List.of(leaf)))
        .toCompletableFuture()
        .join();
  }

  private static void assertAdmitted(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Admitted.class);
  }

  private static void assertDenied(Verdict verdict, Denial denial) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Refused.class, refused -> assertThat(refused.denial()).isEqualTo(denial));
  }
}
