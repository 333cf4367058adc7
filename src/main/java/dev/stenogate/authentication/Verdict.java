package dev.stenogate.authentication;

import dev.stenogate.tenant.Caller;

/** What came of looking at a credential. */
public sealed interface Verdict {
  record Admitted(Caller caller) implements Verdict {}

  /**
   * The caller is not let in.
   *
   * @param told for the caller and the audit log: what was seen and what was expected; never the
   *     secret
   * @param credentialId as far as it is known whose it claims to be, for the audit log; else empty
   */
  record Refused(Denial denial, String told, String credentialId) implements Verdict {}
}
