package dev.stenogate.authentication;

import dev.stenogate.tenant.ApiKey;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Tenants;
import java.util.Optional;

/**
 * How the credential of a running call stands. Pure: begin with {@link Fine}, and ask {@link #next}
 * every now and then.
 *
 * <pre>
 * Fine ──expired, or its key was removed──▶ Lapsed ──for as long as the grace──▶ Expired
 *   └──────────key revoked, or tenant suspended──────────┴──▶ Revoked
 * </pre>
 */
public sealed interface Standing {
  /** A call ends by itself, however long ago its credential expired. */
  long GRACE_UNLIMITED = Long.MAX_VALUE;

  /** It would be believed now. */
  record Fine() implements Standing {}

  /**
   * It would not be believed any longer, but the call may go on for a while.
   *
   * @param sinceSeconds since the epoch
   */
  record Lapsed(long sinceSeconds) implements Standing {}

  /** The call is to end: its credential lapsed, and its grace is over. */
  record Expired() implements Standing {}

  /** The call is to end now: the operator took the credential back, or suspended the tenant. */
  record Revoked() implements Standing {}

  /**
   * The standing now.
   *
   * @param graceSeconds from when a credential lapsed to the end of its calls
   */
  default Standing next(Caller caller, Tenants tenants, long nowSeconds, long graceSeconds) {
    Optional<ApiKey> key = keyOf(caller, tenants);
    if (tenants.suspended().contains(caller.tenant().name())
        || key.map(ApiKey::revoked).orElse(false)) {
      return new Revoked();
    }
    long expiry = // An operator may have shortened it since.
        Math.min(
            caller.credential().expirySeconds(),
            key.map(ApiKey::expirySeconds).orElse(Credential.NEVER));
    boolean wasRemoved = isKey(caller) && key.isEmpty();
    if (!wasRemoved && nowSeconds < expiry) {
      return new Fine();
    }
    long since =
        Math.min(expiry, this instanceof Lapsed before ? before.sinceSeconds() : nowSeconds);
    return graceSeconds != GRACE_UNLIMITED && nowSeconds - since >= graceSeconds
        ? new Expired()
        : new Lapsed(since);
  }

  private static boolean isKey(Caller caller) {
    return caller.credential().kind() == Credential.Kind.API_KEY;
  }

  private static Optional<ApiKey> keyOf(Caller caller, Tenants tenants) {
    return isKey(caller) ? tenants.key(caller.credential().id()) : Optional.empty();
  }
}
