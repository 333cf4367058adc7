package dev.stenogate.rpc;

import dev.stenogate.authentication.Standing;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Outcome;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Tenants;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Looks whether credentials of calls that run are still good.
 *
 * @param tenants that hold now
 * @param epochSeconds the wall clock
 * @param graceSeconds from when a credential lapsed to the end of its calls; see {@link Standing}
 */
public record CredentialWatch(
    Supplier<Tenants> tenants, LongSupplier epochSeconds, long graceSeconds) {
  Standing next(Standing before, Caller caller) {
    return before.next(caller, tenants.get(), epochSeconds.getAsLong(), graceSeconds);
  }

  /** How a call ends that stands so; empty: it goes on. */
  static Optional<Ending> ending(Standing standing) {
    return switch (standing) {
      case Standing.Fine _, Standing.Lapsed _ -> Optional.empty();
      case Standing.Expired _ ->
          Optional.of(
              denied(
                  "CREDENTIAL_EXPIRED",
                  "the credential expired, or was removed (expected: another call with a good one, resumed where this one ended)"));
      case Standing.Revoked _ ->
          Optional.of(
              denied("CREDENTIAL_REVOKED", "the operator revoked the credential or the tenant"));
    };
  }

  private static Ending denied(String reason, String told) {
    return new Ending(Outcome.UNAUTHENTICATED, told, new Ending.Denied(reason, 0));
  }
}
