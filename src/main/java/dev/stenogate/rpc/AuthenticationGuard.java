package dev.stenogate.rpc;

import dev.stenogate.authentication.Authenticator;
import dev.stenogate.authentication.Denial;
import dev.stenogate.authentication.Presented;
import dev.stenogate.authentication.Verdict;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Outcome;
import dev.stenogate.tenant.Caller;
import grpc.health.v1.HealthGrpc;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Lets a call in when it is known whose it is: until then none of its messages is read. Health is
 * open to all, for probes.
 */
final class AuthenticationGuard implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

  private final Authenticator authenticator;

  AuthenticationGuard(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    VertxLoop loop = VertxLoop.current();
    Presented presented = presented(call, headers);
    headers.discardAll(AUTHORIZATION);
    headers.discardAll(API_KEY);
    PendingCall<Q, R> pending = new PendingCall<>(call);
    Context context = Context.current();
    authenticator
        .examine(presented)
        .thenAccept(
            verdict ->
                loop.execute(
                    () -> {
                      switch (verdict) {
                        case Verdict.Admitted admitted ->
                            pending.open(
                                Callers.with(context, from(call, admitted)), headers, next);
                        case Verdict.Refused refused -> pending.refuse(status(refused));
                      }
                    }));
    return pending;
  }

  private static Presented presented(ServerCall<?, ?> call, Metadata headers) {
    return new Presented(all(headers, AUTHORIZATION), all(headers, API_KEY), certificates(call));
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

  private static Caller from(ServerCall<?, ?> call, Verdict.Admitted admitted) {
    return admitted.caller().from(peer(call));
  }

  /** The address that the connection comes from; empty: not known. */
  static String peer(ServerCall<?, ?> call) {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "";
  }

  private static StatusRuntimeException status(Verdict.Refused refused) {
    return Statuses.of(ending(refused));
  }

  static Ending ending(Verdict.Refused refused) {
    Denial denial = refused.denial();
    Outcome outcome =
        switch (denial.kind()) {
          case UNAUTHENTICATED -> Outcome.UNAUTHENTICATED;
          case FORBIDDEN -> Outcome.PERMISSION_DENIED;
          case UNAVAILABLE -> Outcome.AUTHENTICATION_UNAVAILABLE;
        };
    return new Ending(outcome, refused.told(), new Ending.Denied(denial.name(), 0));
  }
}
