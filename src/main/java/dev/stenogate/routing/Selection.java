package dev.stenogate.routing;

/** The answer to a call that asks for an endpoint. */
public sealed interface Selection {
  /** A slot, reserved. */
  record Reserved(Lease lease) implements Selection {}

  /** Endpoints would serve, but all their slots are taken. */
  record Full(int slots) implements Selection {}

  /** Endpoints have free slots, but calls were tried again there too often just now. */
  record Throttled() implements Selection {}

  /** No endpoint that is left can serve what the call asks for. */
  record Unavailable() implements Selection {}
}
