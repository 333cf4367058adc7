package dev.stenogate.rpc;

import dev.stenogate.authentication.Presented;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * A call of which it is not known yet whose it is.
 *
 * @param method its full name
 * @param peer address of its connection; empty: not known
 * @param group what counts as one peer
 */
record Knock(String method, String peer, String group) {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

  static Knock of(ServerCall<?, ?> call) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return new Knock(
        call.getMethodDescriptor().getFullMethodName(),
        address instanceof InetSocketAddress inet && inet.getAddress() != null
            ? inet.getAddress().getHostAddress()
            : "",
        PeerAddress.of(address));
  }

  /** Takes the credentials out of the headers: nobody behind is to see them. */
  static Presented take(ServerCall<?, ?> call, Metadata headers) {
    Presented presented =
        new Presented(all(headers, AUTHORIZATION), all(headers, API_KEY), certificates(call));
    headers.discardAll(AUTHORIZATION);
    headers.discardAll(API_KEY);
    return presented;
  }

  private static List<String> all(Metadata headers, Metadata.Key<String> key) {
    Iterable<String> values = headers.getAll(key);
    List<String> list = new ArrayList<>();
    if (values != null) {
      values.forEach(list::add);
    }
    return list;
  }

  private static List<X509Certificate> certificates(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      return List.of();
    }
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : session.getPeerCertificates()) {
        if (certificate instanceof X509Certificate x509) {
          chain.add(x509);
        }
      }
      return chain;
    } catch (SSLPeerUnverifiedException _) {
      return List.of(); // It showed none.
    }
  }
}
