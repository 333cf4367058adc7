package dev.stenogate.authentication;

import dev.stenogate.tenant.Caller;

/**
 * Hears who was let in and who was not; implemented by metrics and the audit log. Called on event
 * loops; must not block.
 */
public interface AuthenticationObserver {
  /** A call was let in. */
  void admitted(String method, Caller caller);

  /**
   * A call was not.
   *
   * @param peer its address; empty: not known
   */
  void refused(String method, String peer, Verdict.Refused refused);

  /** A call was refused before its credential was looked at: too many of that address were. */
  void tooMany(String method, String peer);
}
