package dev.stenogate.fleet;

/** A call began on an endpoint. */
record Placement(long tick, int endpoint) {}
