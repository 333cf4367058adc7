package dev.stenogate.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * What the certificate of a server or caller is to say.
 *
 * @param names the subject's alternative names, in order; none of them makes a certificate without
 *     that extension
 * @param from with {@code until} in whole seconds; what is less is cut
 */
public record Leaf(String commonName, List<GeneralName> names, Instant from, Instant until) {
  private static final Duration DAY = Duration.ofDays(1);

  /** Without alternative names, valid from yesterday until tomorrow. */
  public static Leaf named(String commonName) {
    Instant now = Instant.now();
    return new Leaf(commonName, List.of(), now.minus(DAY), now.plus(DAY));
  }

  /** A server on this machine, by name and by address. */
  public static Leaf localhost() {
    return named("localhost").dns("localhost").ip("127.0.0.1");
  }

  public Leaf dns(String name) {
    return and(GeneralName.dNSName, name);
  }

  public Leaf ip(String address) {
    return and(GeneralName.iPAddress, address);
  }

  /** Such as {@code spiffe://example.org/a}. */
  public Leaf uri(String uri) {
    return and(GeneralName.uniformResourceIdentifier, uri);
  }

  public Leaf valid(Instant from, Instant until) {
    return new Leaf(commonName, names, from, until);
  }

  private Leaf and(int kind, String value) {
    GeneralName name = new GeneralName(kind, value);
    return new Leaf(
        commonName, Stream.concat(names.stream(), Stream.of(name)).toList(), from, until);
  }
}
