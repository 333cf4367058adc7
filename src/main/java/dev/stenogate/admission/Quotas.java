package dev.stenogate.admission;

import dev.stenogate.tenant.Tenant;
import java.util.concurrent.CompletionStage;

/** What tenants have used of their limits, and who may begin now. Thread-safe; never blocks. */
public interface Quotas {
  /**
   * Asks for one session's permit. The stage never fails, and comes to its end within 1 s, on any
   * thread.
   *
   * @param callId unique, at most 64 characters
   * @param resumed whether it goes on with a session that has paid for its start; all limits but
   *     that of starts hold for it as for any
   */
  CompletionStage<Admission> admit(Tenant tenant, String callId, boolean resumed);

  /** Asks for that of a new session. */
  default CompletionStage<Admission> admit(Tenant tenant, String callId) {
    return admit(tenant, callId, false);
  }

  /** What a tenant has used; the same rules. */
  CompletionStage<QuotaUse> use(Tenant tenant);

  /** No limits, nothing counted. */
  static Quotas unlimited() {
    return Unlimited.ALL;
  }
}
