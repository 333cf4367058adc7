package dev.stenogate.client;

import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How to reach a server: its address, whether by TLS, and who is calling.
 *
 * @param address where it listens
 * @param security whether the connection is encrypted
 * @param token a bearer credential for the metadata; never shown, see {@link #toString}
 */
public record Connection(ServerAddress address, Security security, Optional<String> token) {

  /** Whether the connection is encrypted. */
  public sealed interface Security {
    /** HTTP/2 without TLS. A credential then travels in the clear. */
    record Plaintext() implements Security {}

    /**
     * TLS; the server's name is checked.
     *
     * @param ca certificates to trust, a PEM file; empty: those that the JDK trusts
     */
    record Tls(Optional<Path> ca) implements Security {}
  }

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /**
   * A ping goes out when nothing was heard for so long. A server answers with something at least
   * every 15 s, so a healthy one is never pinged and has no reason to refuse pings.
   */
  private static final long KEEP_ALIVE_SECONDS = 30;

  public Connection {
    if (token.isPresent() && !token.get().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("token: has a character that no header can carry");
    }
  }

  /** A connection without TLS and without a credential. */
  public static Connection plaintext(ServerAddress address) {
    return new Connection(address, new Security.Plaintext(), Optional.empty());
  }

  /**
   * Makes the channel; nothing is dialled before the first call. The caller shuts it down.
   *
   * @throws IOException if the certificates cannot be read
   */
  ManagedChannel open() throws IOException {
    return NettyChannelBuilder.forAddress(address.host(), address.port(), credentials())
        .intercept(token.map(Connection::bearer).map(List::of).orElse(List.of()))
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .build();
  }

  private ChannelCredentials credentials() throws IOException {
    return switch (security) {
      case Security.Plaintext() -> InsecureChannelCredentials.create();
      case Security.Tls(var ca) -> {
        var tls = TlsChannelCredentials.newBuilder();
        if (ca.isPresent()) {
          tls.trustManager(ca.get().toFile());
        }
        yield tls.build();
      }
    };
  }

  private static ClientInterceptor bearer(String token) {
    var metadata = new Metadata();
    metadata.put(AUTHORIZATION, "Bearer " + token);
    return MetadataUtils.newAttachHeadersInterceptor(metadata);
  }

  /** Without the credential. */
  @Override
  public String toString() {
    return "Connection[%s, %s, %s]"
        .formatted(address, security, token.isPresent() ? "with a token" : "without a token");
  }
}
