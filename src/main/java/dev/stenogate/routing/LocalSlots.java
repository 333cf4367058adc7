package dev.stenogate.routing;

/** One replica: all slots are its own. */
public final class LocalSlots implements SlotRights {
  @Override
  public void start(Holdings holdings) {}

  @Override
  public Standing standing() {
    return Standing.SOLE;
  }

  @Override
  public void close() {}
}
