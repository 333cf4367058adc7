package dev.stenogate.routing;

/** How an endpoint failed a session. */
public enum Failure {
  /** The link was refused, cut, or answered with an error. */
  BROKEN,
  /** The link stands, but text stalls, is late, or is blank over speech. */
  SICK,
  /**
   * The endpoint refuses our credentials or does not know what we ask for: no load, and no other
   * call can help.
   */
  MISCONFIGURED
}
