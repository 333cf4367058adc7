package dev.stenogate.client.command;

import java.io.PrintStream;

/**
 * The last line of a terminal, painted over and over; nothing at all where there is no terminal.
 * Whoever prints a line that is to stay clears this one first. Thread-safe.
 */
final class StatusLine {
  private static final String ERASE = "\r\u001b[2K";

  private final PrintStream terminal;
  private final int columns;
  private final boolean enabled;
  private String shown = "";

  private StatusLine(PrintStream terminal, int columns, boolean enabled) {
    this.terminal = terminal;
    this.columns = columns;
    this.enabled = enabled;
  }

  static StatusLine on(PrintStream terminal, int columns) {
    return new StatusLine(terminal, columns, true);
  }

  static StatusLine none(PrintStream anything) {
    return new StatusLine(anything, 0, false);
  }

  /** Shows the end of a text. One cell stays free: at the last one some terminals wrap. */
  synchronized void show(String text) {
    var cut = enabled ? DisplayText.tail(DisplayText.line(text), columns - 1) : "";
    if (!cut.equals(shown)) {
      terminal.print(ERASE + cut);
      terminal.flush();
      shown = cut;
    }
  }

  /** Leaves an empty line to print on. */
  synchronized void clear() {
    show("");
  }
}
