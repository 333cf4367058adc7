package dev.stenogate.fleet;

/**
 * A call as its caller means it to go, whatever the gateways do.
 *
 * @param gateway where the load balancer before the gateways sends it
 * @param durationTicks from its first audio to its last
 * @param waits whether it waits in line where there is no slot; else it comes back once, later
 * @param seed of when it speaks
 */
record CallPlan(long arrivalTick, int gateway, long durationTicks, boolean waits, long seed) {}
