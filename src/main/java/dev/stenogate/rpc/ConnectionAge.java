package dev.stenogate.rpc;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import java.util.OptionalLong;

/** Since when the connection of a call stands. */
final class ConnectionAge extends ServerTransportFilter {
  private static final Attributes.Key<Long> SINCE_NANOS = Attributes.Key.create("connected-since");
  private static final Context.Key<Long> CALL = Context.key("connected-since");

  @Override
  public Attributes transportReady(Attributes attributes) {
    return attributes.toBuilder().set(SINCE_NANOS, System.nanoTime()).build();
  }

  /** The present context, and in it the age of the call's connection. */
  static Context of(ServerCall<?, ?> call) {
    return Context.current().withValue(CALL, call.getAttributes().get(SINCE_NANOS));
  }

  /** When the connection of the call of this context was made; empty: not known. */
  static OptionalLong sinceNanos() {
    Long since = CALL.get();
    return since == null ? OptionalLong.empty() : OptionalLong.of(since);
  }
}
