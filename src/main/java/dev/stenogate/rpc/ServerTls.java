package dev.stenogate.rpc;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The TLS that the next connection gets. A look at the files makes a new context of them when they
 * say something else, with keys for session tickets of its own: no ticket outlives the certificate
 * or the CA that it was given under. Connections that stand keep the old one.
 */
public final class ServerTls {
  /** Hears of looks at the files. */
  public interface Observer {
    /** Other certificates are used from now on; the first of them expires then. */
    void loaded(Instant expiry);

    /** The files say something that cannot be used; once for each problem. */
    void unusable(String problem);
  }

  private final TlsFiles files;
  private final Observer observer;
  private String digest = "";
  private String problem = "";
  private volatile TlsContext context;

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException when they cannot be used, with the name of the one and why
   */
  public ServerTls(TlsFiles files, Observer observer) {
    this.files = files;
    this.observer = observer;
    load();
  }

  SslContext context() {
    return context.ssl();
  }

  /** When the first certificate of the chain expires. */
  public Instant expiry() {
    return context.expiry();
  }

  /** Looks at the files. Blocks. What cannot be used leaves all as it was. */
  public synchronized void look() {
    try {
      load();
      problem = "";
    } catch (IllegalArgumentException e) {
      if (!e.getMessage().equals(problem)) {
        problem = e.getMessage();
        observer.unusable(problem);
      }
    }
  }

  private void load() {
    byte[] certificate = read("certificate", files.certificate());
    byte[] key = read("key", files.key());
    Optional<byte[]> clientCa = files.clientCa().map(ca -> read("client-ca", ca));
    String seen = digest(certificate) + digest(key) + clientCa.map(ServerTls::digest).orElse("");
    if (!seen.equals(digest)) {
      context =
          TlsContext.of(
              certificate,
              key,
              clientCa.map(ca -> new TlsContext.Callers(ca, files.clientsMust())));
      digest = seen;
      observer.loaded(context.expiry());
    }
  }

  /** Tells one look from another, and keeps no key. */
  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it.
    }
  }

  private static byte[] read(String what, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: %s cannot be read (%s)".formatted(what, file, e.getClass().getSimpleName()), e);
    }
  }
}
