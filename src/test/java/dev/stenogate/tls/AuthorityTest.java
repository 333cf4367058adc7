package dev.stenogate.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AuthorityTest {
  private static final Instant FROM = Instant.parse("2020-02-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2020-02-01T00:00:01Z");

  private final Authority authority = Authority.named("callers");

  @Test
  void aLeafIsTrustedByWhoTrustsItsAuthorityAndByNobodyElse() throws Exception {
    Certified leaf = authority.issue(Leaf.localhost());

    assertThatCode(() -> validate(leaf, authority.pem())).doesNotThrowAnyException();
    String another = Authority.named("callers").pem();
    assertThatThrownBy(() -> validate(leaf, another))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void aLeafSignsNoOther() {
    assertThat(authority.issue(Leaf.localhost()).certificate().getBasicConstraints()).isEqualTo(-1);
    assertThat(Authority.selfSigned(Leaf.localhost()).certificate().getBasicConstraints())
        .isEqualTo(-1);
  }

  @Test
  void alternativeNamesAreThoseGivenInOrder() throws Exception {
    Leaf leaf = Leaf.named("a").uri("spiffe://example.org/a").dns("a.example").ip("127.0.0.1");

    assertThat(authority.issue(leaf).certificate().getSubjectAlternativeNames())
        .containsExactly(
            List.of(6, "spiffe://example.org/a"), List.of(2, "a.example"), List.of(7, "127.0.0.1"));
    assertThat(authority.issue(Leaf.named("a")).certificate().getSubjectAlternativeNames())
        .isNull();
  }

  @Test
  void aLeafIsValidForTheTimeGiven() throws Exception {
    X509Certificate leaf = authority.issue(Leaf.named("a").valid(FROM, UNTIL)).certificate();

    assertThatCode(() -> leaf.checkValidity(Date.from(FROM))).doesNotThrowAnyException();
    assertThat(leaf.getNotAfter()).isEqualTo(UNTIL);
    assertThat(leaf.getNotBefore()).isEqualTo(FROM);
  }

  @Test
  void theKeyIsThatOfTheFirstCertificate() throws Exception {
    for (Certified certified :
        List.of(authority.issue(Leaf.localhost()), Authority.selfSigned(Leaf.localhost()))) {
      String base64 = certified.keyPem().replaceAll("-----[^-]+-----|\\s", "");
      var key = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64));
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(KeyFactory.getInstance("EC").generatePrivate(key));
      byte[] signed = signature.sign();
      signature.initVerify(certified.certificate());
      assertThat(signature.verify(signed)).isTrue();
    }
  }

  private static void validate(Certified leaf, String trustedPem) throws Exception {
    TrustAnchor trusted =
        new TrustAnchor((X509Certificate) read(trustedPem).iterator().next(), null);
    PKIXParameters parameters = new PKIXParameters(Set.of(trusted));
    parameters.setRevocationEnabled(false);
    List<Certificate> path =
        read(leaf.pem()).stream().limit(1).map(Certificate.class::cast).toList();
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
  }

  private static Collection<? extends Certificate> read(String pem) throws Exception {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
  }
}
