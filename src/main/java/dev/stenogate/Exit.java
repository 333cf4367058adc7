package dev.stenogate;

import dev.stenogate.config.ConfigException;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * How the gateway's process ends. A start that failed by what an operator can change says so in one
 * line; only a defect gets a stack trace.
 */
final class Exit {
  /** SmallRye Config repeats the class of what it caught. */
  private static final Pattern EXCEPTION_NAME = Pattern.compile("^[\\w.]+Exception: ");

  /** A chain of causes may be a ring. */
  private static final int CAUSES_MAX = 16;

  private Exit() {}

  /**
   * Ends the process.
   *
   * @param code of the process; 0 after a stop in good order
   * @param failure why the start failed, or null
   */
  static void of(int code, Throwable failure) {
    if (failure != null) {
      report(failure);
    }
    System.exit(code);
  }

  private static void report(Throwable failure) {
    switch (root(failure)) {
      case ConfigException e -> say(e.getMessage());
      case ConfigValidationException e -> {
        for (int i = 0; i < e.getProblemCount(); i++) {
          say(EXCEPTION_NAME.matcher(e.getProblem(i).getMessage()).replaceFirst(""));
        }
      }
      case BindException _ -> say(messages(failure)); // The last has no port, one before it does.
      case Throwable _ -> Logger.getLogger(Exit.class).error("the gateway did not start", failure);
    }
  }

  private static void say(String problem) {
    System.err.println("stenogate: " + problem);
  }

  /** What is behind a failure. */
  static Throwable root(Throwable failure) {
    return chain(failure).toList().getLast();
  }

  private static String messages(Throwable failure) {
    return chain(failure).map(Throwable::getMessage).distinct().collect(Collectors.joining(": "));
  }

  private static Stream<Throwable> chain(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(CAUSES_MAX);
  }
}
