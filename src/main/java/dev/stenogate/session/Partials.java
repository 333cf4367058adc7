package dev.stenogate.session;

/** How much a caller hears of open segments. */
public enum Partials {
  /** Nothing. */
  NONE,
  /** The whole text again and again; a lost link may change it. */
  REVISED,
  /** What was added, in whole words, and never anything that is taken back. */
  APPEND_ONLY
}
