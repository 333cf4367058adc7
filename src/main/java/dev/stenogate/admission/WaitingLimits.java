package dev.stenogate.admission;

import dev.stenogate.tenant.Priority;

/**
 * Bounds of waiting.
 *
 * @param callsMax calls that may wait for one pool; besides them, as many that are not willing to
 *     may linger for a slot that is about to come
 * @param callsPerTenantMax calls of one tenant that may wait for one pool; says nothing unless it
 *     is below {@code callsMax}
 * @param heldBackCritical share of a pool's slots that only critical calls may take, 0..0.5
 * @param heldBackStandard share that only they and standard calls may take, 0..0.5; both together
 *     below 1
 */
public record WaitingLimits(
    int callsMax, int callsPerTenantMax, double heldBackCritical, double heldBackStandard) {
  /** 200, whosever they are, nothing held back. */
  public static final WaitingLimits DEFAULT = new WaitingLimits(200, 200, 0, 0);

  /** The share of a pool's slots that must stay free behind a call of this class. */
  double heldBack(Priority priority) {
    return switch (priority) {
      case CRITICAL -> 0;
      case STANDARD -> heldBackCritical;
      case BATCH -> heldBackCritical + heldBackStandard;
    };
  }
}
