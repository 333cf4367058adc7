package dev.stenogate.rpc;

import dev.stenogate.tenant.Caller;
import io.grpc.Context;

/** Whose call the present context is. */
final class Callers {
  private static final Context.Key<Caller> KEY = Context.key("caller");

  private Callers() {}

  /**
   * Whom the door let in.
   *
   * @throws IllegalStateException when nobody looked: such a call is nobody's
   */
  static Caller current() {
    Caller caller = KEY.get();
    if (caller == null) {
      throw new IllegalStateException("no caller (expected: a call that came in by the door)");
    }
    return caller;
  }

  static Context with(Context context, Caller caller) {
    return context.withValue(KEY, caller);
  }
}
