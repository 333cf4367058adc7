package dev.stenogate.fleet;

/**
 * What came of a run.
 *
 * @param moves of the omniscient scheduler, which costs nobody anything
 */
record Outcome(Tally tally, Absence absence, int freeMoves) {}
