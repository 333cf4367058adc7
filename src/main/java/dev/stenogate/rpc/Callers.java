package dev.stenogate.rpc;

import dev.stenogate.tenant.Caller;
import io.grpc.Context;

/** Whose call the present context is. */
final class Callers {
  private static final Context.Key<Caller> KEY = Context.keyWithDefault("caller", Caller.ANONYMOUS);

  private Callers() {}

  static Caller current() {
    return KEY.get();
  }

  static Context with(Context context, Caller caller) {
    return context.withValue(KEY, caller);
  }
}
