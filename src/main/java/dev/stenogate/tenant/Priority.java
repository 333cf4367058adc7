package dev.stenogate.tenant;

/** Which call goes first where slots are short; the first is the highest. */
public enum Priority {
  /** May take all slots. */
  CRITICAL,
  /** The usual. */
  STANDARD,
  /** Takes what is left over. */
  BATCH
}
