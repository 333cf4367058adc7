package dev.stenogate.rpc;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * What PEM files become: TLS 1.2 and 1.3 of the JDK, HTTP/2 by ALPN and nothing else.
 *
 * @param expiry of the first certificate of the chain that expires
 */
record TlsContext(SslContext ssl, Instant expiry) {
  private static final int PROOF_BYTES = 32;

  /** Whose certificates of callers are taken. */
  static final class Callers {
    private final byte[] ca;
    private final boolean must;

    /**
     * @param ca who vouches for them, as PEM
     * @param must whether a caller without one is refused
     */
    Callers(byte[] ca, boolean must) {
      this.ca = ca;
      this.must = must;
    }

    private void applyTo(SslContextBuilder builder) {
      builder
          .trustManager(certificates("client-ca", ca))
          .clientAuth(must ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
    }
  }

  /**
   * @param callers empty: they are not asked for a certificate
   * @throws IllegalArgumentException when the PEM cannot be used, with the name of the one and why
   */
  static TlsContext of(byte[] certificate, byte[] keyPem, Optional<Callers> callers) {
    X509Certificate[] chain = certificates("certificate", certificate);
    PrivateKey key = PemKey.read(keyPem);
    if (!belong(chain[0].getPublicKey(), key)) {
      throw new IllegalArgumentException(
          "key: not that of the certificate (expected: the key of the first one in its file)");
    }
    SslContextBuilder builder = SslContextBuilder.forServer(key, chain);
    GrpcSslContexts.configure(builder, SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2");
    callers.ifPresent(those -> those.applyTo(builder));
    try {
      return new TlsContext(builder.build(), expiry(chain));
    } catch (SSLException e) {
      throw new IllegalArgumentException("certificate: cannot be used for TLS", e);
    }
  }

  private static X509Certificate[] certificates(String what, byte[] pem) {
    try {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      if (!all.isEmpty()) {
        return all.stream().map(X509Certificate.class::cast).toArray(X509Certificate[]::new);
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException(what + ": malformed (expected: certificates in PEM)", e);
    }
    throw new IllegalArgumentException(what + ": none in the file (expected: certificates in PEM)");
  }

  private static Instant expiry(X509Certificate[] chain) {
    return Stream.of(chain)
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** What the one signs, the other verifies. A pair that was half written does not. */
  private static boolean belong(PublicKey certified, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] proof = new byte[PROOF_BYTES];
    new SecureRandom().nextBytes(proof);
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(proof);
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(certified);
      verifying.update(proof);
      return verifying.verify(signing.sign());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
