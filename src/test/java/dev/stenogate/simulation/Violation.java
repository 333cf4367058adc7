package dev.stenogate.simulation;

import com.google.errorprone.annotations.FormatMethod;

/** An invariant does not hold. An error, so that nothing on its way takes it for a mishap. */
public final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  public Violation(String what) {
    super(what);
  }

  /** Throws unless it holds. */
  @FormatMethod
  public static void unless(boolean holds, String what, Object... values) {
    if (!holds) {
      throw new Violation(what.formatted(values));
    }
  }
}
