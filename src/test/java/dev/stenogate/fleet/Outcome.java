package dev.stenogate.fleet;

import java.util.List;

/**
 * What came of a run.
 *
 * @param placements where calls began, in order
 * @param freeMoves of the omniscient scheduler, which costs nobody anything
 */
record Outcome(Tally tally, Absence absence, List<Placement> placements, int freeMoves) {}
