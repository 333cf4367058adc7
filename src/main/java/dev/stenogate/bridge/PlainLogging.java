package dev.stenogate.bridge;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Log lines on stderr for run modes without Quarkus. Under {@code quarkus-run.jar} and in the
 * native executable the root logger's only handler holds every record back until Quarkus configures
 * it, which here never comes; this puts another in its place.
 */
public final class PlainLogging {
  private PlainLogging() {}

  /** First of all in {@code main}: records logged before it stay held back. */
  public static void start() {
    start(System.err);
  }

  static void start(PrintStream out) {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    root.addHandler(new Lines(out));
    root.setLevel(Level.INFO);
  }

  /** One write per record, so that lines of threads do not mix. */
  private static final class Lines extends Handler {
    private final PrintStream out;

    Lines(PrintStream out) {
      this.out = out;
      setFormatter(new Line());
    }

    @Override
    public void publish(LogRecord entry) {
      if (isLoggable(entry)) {
        out.print(getFormatter().format(entry));
      }
    }

    @Override
    public void flush() {
      out.flush();
    }

    @Override
    public void close() {
      flush();
    }
  }

  private static final class Line extends Formatter {
    @Override
    public String format(LogRecord entry) {
      StringBuilder line =
          new StringBuilder()
              .append(Instant.ofEpochMilli(entry.getMillis()).truncatedTo(ChronoUnit.MILLIS))
              .append(' ')
              .append(entry.getLevel().getName())
              .append(' ')
              .append(formatMessage(entry));
      for (Throwable cause = entry.getThrown(); cause != null; cause = cause.getCause()) {
        line.append(": ").append(cause);
      }
      return line.append('\n').toString();
    }
  }
}
