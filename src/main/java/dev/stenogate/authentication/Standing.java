package dev.stenogate.authentication;

import dev.stenogate.tenant.ApiKey;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Identity;
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
    Credential credential = caller.credential();
    Optional<ApiKey> key =
        credential.identity() instanceof Identity.Key shown
            ? tenants.key(shown.id())
            : Optional.empty();
    if (tenants.suspended().contains(caller.tenant().name())
        || key.map(ApiKey::revoked).orElse(false)) {
      return new Revoked();
    }
    // An operator may have changed a key's; others carry their own.
    long expiry = key.map(ApiKey::expirySeconds).orElse(credential.expirySeconds());
    if (nowSeconds < expiry && isStillIts(caller, tenants)) {
      return new Fine();
    }
    long since =
        Math.min(expiry, this instanceof Lapsed before ? before.sinceSeconds() : nowSeconds);
    return graceSeconds != GRACE_UNLIMITED && nowSeconds - since >= graceSeconds
        ? new Expired()
        : new Lapsed(since);
  }

  /** Whether the name by which the caller was let in is still that of its tenant. */
  private static boolean isStillIts(Caller caller, Tenants tenants) {
    Identity identity = caller.credential().identity();
    return identity instanceof Identity.Anybody
        || tenants
            .of(identity)
            .filter(tenant -> tenant.name().equals(caller.tenant().name()))
            .isPresent();
  }
}
