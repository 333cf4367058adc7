package dev.stenogate.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs the certificates of a test, in memory; nobody trusts it yet. Keys are on P-256. */
public final class Authority {
  private final X500Principal subject;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private Authority(Leaf self) {
    subject = subject(self);
    keys = keys();
    certificate = sign(self, keys, true);
  }

  /** With a new key, valid from yesterday until tomorrow. */
  public static Authority named(String commonName) {
    return new Authority(Leaf.named(commonName));
  }

  /** A leaf with a new key that no authority vouches for: to trust it is to trust its own PEM. */
  public static Certified selfSigned(Leaf leaf) {
    Authority self = new Authority(leaf);
    return new Certified(List.of(self.sign(leaf, self.keys, false)), self.keys.getPrivate());
  }

  /** What to trust, as PEM. */
  public String pem() {
    return new Certified(List.of(certificate), keys.getPrivate()).pem();
  }

  /** Signs a leaf with a new key, fit for servers and for callers. */
  public Certified issue(Leaf leaf) {
    KeyPair its = keys();
    return new Certified(List.of(sign(leaf, its, false), certificate), its.getPrivate());
  }

  private X509Certificate sign(Leaf leaf, KeyPair its, boolean authority) {
    var builder =
        new JcaX509v3CertificateBuilder(
            subject,
            new BigInteger(64, new SecureRandom()).setBit(64),
            Date.from(leaf.from()),
            Date.from(leaf.until()),
            subject(leaf),
            its.getPublic());
    int usage = authority ? KeyUsage.keyCertSign : KeyUsage.digitalSignature;
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      if (!leaf.names().isEmpty()) {
        var names = new GeneralNames(leaf.names().toArray(GeneralName[]::new));
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X500Principal subject(Leaf leaf) {
    return new X500Principal("CN=" + leaf.commonName());
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
