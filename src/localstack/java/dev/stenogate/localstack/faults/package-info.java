/**
 * {@code make faults}: breaks every part of the local stack, as real processes, in the middle of a
 * live call, and measures what the caller notices.
 */
package dev.stenogate.localstack.faults;
