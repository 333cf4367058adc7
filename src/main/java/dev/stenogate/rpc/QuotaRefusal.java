package dev.stenogate.rpc;

import dev.stenogate.admission.Exceeded;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Outcome;
import dev.stenogate.tenant.Tenant;
import java.util.Locale;

/** What a tenant over its limit is told. */
final class QuotaRefusal {
  private QuotaRefusal() {}

  static Ending ending(Tenant tenant, Exceeded exceeded) {
    String told =
        String.format(
            Locale.ROOT,
            "tenant %s is at its limit %s: %s",
            tenant.name(),
            exceeded.limit().label(),
            number(exceeded.value()));
    return new Ending(
        Outcome.TENANT_LIMIT,
        told,
        new Ending.Limited(
            tenant.name(), exceeded.limit(), exceeded.value(), "", exceeded.retryNanos()));
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
