package dev.stenogate.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * A certificate and its key.
 *
 * @param chain its own first, then that of who signed it, unless it signed itself
 */
public record Certified(List<X509Certificate> chain, PrivateKey key) {

  /** Where {@link #write} has put the PEM of chain and key. */
  public record Written(Path chain, Path key) {}

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** The certificates of the chain as PEM. */
  public String pem() {
    return pem(
        chain.stream()
            .map(certificate -> new PemObject("CERTIFICATE", encoded(certificate)))
            .toList());
  }

  /** The key as PEM of an unencrypted PKCS#8. */
  public String keyPem() {
    return pem(List.of(new PemObject("PRIVATE KEY", key.getEncoded())));
  }

  /** Writes {@code name.pem} and {@code name.key}; both belong to who owns the directory. */
  public Written write(Path directory, String name) throws IOException {
    return new Written(
        Files.writeString(directory.resolve(name + ".pem"), pem()),
        Files.writeString(directory.resolve(name + ".key"), keyPem()));
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(List<PemObject> objects) {
    StringWriter text = new StringWriter();
    try (PemWriter pem = new PemWriter(text)) {
      for (PemObject object : objects) {
        pem.writeObject(object);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
