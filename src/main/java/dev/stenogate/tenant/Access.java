package dev.stenogate.tenant;

import dev.stenogate.redaction.Redaction;
import java.util.List;

/**
 * What a tenant may ask for.
 *
 * @param priorityMax the highest class
 * @param pools the first is that of a call which names none; empty: all, and the gateway's default
 * @param redaction what none of its transcripts tells
 */
public record Access(Priority priorityMax, List<String> pools, Redaction redaction) {
  /** All pools and classes, nothing redacted. */
  public static final Access EVERYTHING = new Access(Priority.CRITICAL, List.of(), Redaction.NONE);

  public Access {
    pools = List.copyOf(pools);
  }

  public boolean allows(String pool) {
    return pools.isEmpty() || pools.contains(pool);
  }

  /** Whether it may ask for that class. */
  public boolean allows(Priority priority) {
    return priority.compareTo(priorityMax) >= 0;
  }
}
