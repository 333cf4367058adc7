package dev.stenogate.admission;

import java.util.OptionalLong;

/**
 * Where a call stands in the line.
 *
 * @param before how many calls go first
 * @param waitNanos until it gets a slot, as slots came free lately; at least a second; empty: not
 *     known
 */
public record Place(int before, OptionalLong waitNanos) {}
