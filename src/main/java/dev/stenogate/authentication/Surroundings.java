package dev.stenogate.authentication;

import dev.stenogate.tenant.Tenants;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jose4j.jwt.JwtClaims;

/**
 * What all means of authentication need.
 *
 * @param tenants the present snapshot
 * @param nowSeconds since the epoch
 */
public record Surroundings(Supplier<Tenants> tenants, LongSupplier nowSeconds) {
  /**
   * Whose a token is that is believed.
   *
   * @throws Denied where no tenant may call with it
   */
  Verdict verdict(Bearer bearer, JwtClaims claims) {
    return Ownership.verdict(bearer.identities(claims), bearer.credential(claims), tenants.get());
  }

  long now() {
    return nowSeconds.getAsLong();
  }
}
