package dev.stenogate.localstack.sagemaker;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/**
 * The certificate of a front: made by the {@code keytool} of the running JDK, so that no private
 * key is ever committed.
 *
 * @param context offers ALPN {@code h2} and {@code http/1.1}
 * @param certificatePem what callers must trust
 */
record FrontTls(SslContext context, Path certificatePem) {
  private static final String STORE = "front.p12";
  private static final String PEM = "front.pem";
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** Made at the first front without a directory of its own; guarded by the class. */
  private static Path processDirectory;

  /**
   * Finds the certificate, or makes it, which takes about a second.
   *
   * @throws IllegalStateException when keytool fails
   */
  static synchronized FrontTls of(FrontOptions.Listen listen)
      throws IOException, GeneralSecurityException {
    Path directory = directory(listen);
    Files.createDirectories(directory);
    Path store = directory.resolve(STORE);
    if (Files.notExists(store)) {
      generate(store, listen.tlsNames());
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Path pem = directory.resolve(PEM);
    Files.writeString(pem, pem(keys.getCertificate("front").getEncoded()));
    return new FrontTls(context(keys), pem);
  }

  private static Path directory(FrontOptions.Listen listen) throws IOException {
    if (listen.tlsDirectory().isPresent()) {
      return listen.tlsDirectory().get();
    }
    if (processDirectory == null) {
      processDirectory = Files.createTempDirectory("stenogate-front");
    }
    return processDirectory.resolve(Integer.toHexString(listen.tlsNames().hashCode()));
  }

  private static void generate(Path store, List<String> names) throws IOException {
    var alternatives = new StringBuilder("san=dns:localhost,ip:127.0.0.1");
    names.forEach(name -> alternatives.append(",dns:").append(name));
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "front",
                "-dname",
                "CN=Stenogate local stack",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "3650",
                "-ext",
                alternatives.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream out = keytool.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }

  private static SslContext context(KeyStore keys) throws IOException, GeneralSecurityException {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    return SslContextBuilder.forServer(managers)
        .sslProvider(SslProvider.JDK)
        .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
        .applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_2,
                ApplicationProtocolNames.HTTP_1_1))
        .build();
  }

  private static String pem(byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
  }
}
