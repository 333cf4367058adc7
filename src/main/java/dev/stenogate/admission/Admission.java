package dev.stenogate.admission;

/** Whether a tenant may begin one more session now. */
public sealed interface Admission {
  /**
   * It may.
   *
   * @param permit to be given back once, when the session is over
   */
  record Granted(Permit permit) implements Admission {}

  record Refused(Exceeded exceeded) implements Admission {}
}
