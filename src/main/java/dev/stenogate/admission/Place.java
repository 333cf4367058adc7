package dev.stenogate.admission;

import java.util.OptionalLong;

/**
 * Where a call stands in the line.
 *
 * @param before how many calls go first
 * @param waitNanos until it gets a slot, as slots came free lately; 1 s to 5 min; empty: not known
 */
public record Place(int before, OptionalLong waitNanos) {}
