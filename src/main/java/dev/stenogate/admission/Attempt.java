package dev.stenogate.admission;

/** What came of trying to take a slot. */
public sealed interface Attempt {
  /** A slot is taken. */
  record Taken() implements Attempt {}

  /** Endpoints would serve, but none of their slots, of which there are so many, is for it now. */
  record Full(int slots) implements Attempt {}

  /** No endpoint can serve it. */
  record NoneServes() implements Attempt {}
}
