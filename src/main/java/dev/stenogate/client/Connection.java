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
 * How to reach servers: their addresses, whether by TLS, and who is calling.
 *
 * @param addresses where they listen; each serves the same sessions, such as replicas of one
 *     gateway; at least one
 * @param security whether the connection is encrypted
 * @param token a bearer credential for the metadata; never shown, see {@link #toString}
 */
public record Connection(List<ServerAddress> addresses, Security security, Optional<String> token) {

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
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("server: none (expected: at least one address)");
    }
    if (token.isPresent() && !token.get().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("token: has a character that no header can carry");
    }
  }

  /** A connection without TLS and without a credential. */
  public static Connection plaintext(ServerAddress... addresses) {
    return new Connection(List.of(addresses), new Security.Plaintext(), Optional.empty());
  }

  /** Makes a channel; nothing is dialled before the first call. The caller shuts it down. */
  ManagedChannel open(ServerAddress address, ChannelCredentials credentials) {
    return NettyChannelBuilder.forAddress(address.host(), address.port(), credentials)
        .intercept(token.map(Connection::bearer).map(List::of).orElse(List.of()))
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .build();
  }

  /**
   * For {@link #open}; may be used for all addresses.
   *
   * @throws IOException if the certificates cannot be read
   */
  ChannelCredentials credentials() throws IOException {
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
        .formatted(addresses, security, token.isPresent() ? "with a token" : "without a token");
  }
}
