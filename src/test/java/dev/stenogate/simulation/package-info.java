/**
 * Worlds in simulated time: one seed decides callers, what they say, endpoints, faults and time,
 * and the product's own code runs in them, from the client's resumption to vLLM's frames. See
 * {@code docs/simulation.md}.
 */
package dev.stenogate.simulation;
