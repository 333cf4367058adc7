package dev.stenogate.upstream.sagemaker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Trust in the certificates of the JDK and in those of one more file. */
final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * @throws IllegalArgumentException names the file when it cannot be read or holds no certificate
   */
  static TrustManager[] withJdkAnd(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> extra =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (extra.isEmpty()) {
        throw new IllegalArgumentException(pem + ": no certificate (expected: PEM, at least one)");
      }
      return managers(union(extra));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          pem + ": not readable as PEM certificates: " + e.getMessage(), e);
    }
  }

  private static KeyStore union(Collection<? extends Certificate> extra)
      throws IOException, GeneralSecurityException {
    KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
    all.load(null, null);
    int count = 0;
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager jdk) {
        for (X509Certificate certificate : jdk.getAcceptedIssuers()) {
          all.setCertificateEntry("jdk-" + count++, certificate);
        }
      }
    }
    for (Certificate certificate : extra) {
      all.setCertificateEntry("extra-" + count++, certificate);
    }
    return all;
  }

  /** Null stands for the JDK's own store. */
  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
