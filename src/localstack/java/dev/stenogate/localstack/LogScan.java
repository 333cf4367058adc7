package dev.stenogate.localstack;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for what no log may say: keys, tokens, and what was said. Every gateway that is stopped
 * goes through it, so that no test can forget to.
 */
public final class LogScan {
  private static final List<Pattern> SECRETS =
      List.of(
          Pattern.compile("sg_[A-Za-z0-9]+_[A-Za-z0-9_-]{16,}"),
          Pattern.compile("(?i:bearer|basic) +[A-Za-z0-9._~+/=-]{8,}"),
          Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*"),
          Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY"));

  /** Configured values that are secrets, by the end of their keys. */
  private static final Pattern SECRET_KEY =
      Pattern.compile("(.*[.-])?(secret-access-key|session-token|token|password|resume\\.keys)");

  private static final int SECRET_LENGTH_MIN = 8;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]+");

  private LogScan() {}

  /**
   * Fails where a log says a secret, or what was said.
   *
   * @param config what the process was told
   * @throws AssertionError that says what was found, where
   */
  public static void assertClean(String log, Map<String, String> config) {
    find(log, config)
        .ifPresent(
            found -> {
              throw new AssertionError("the log says what it must not: " + lineOf(log, found));
            });
  }

  /** The first thing that it must not say. */
  static Optional<String> find(String log, Map<String, String> config) {
    Predicate<String> said = log::contains;
    return Stream.of(
            SECRETS.stream()
                .flatMap(secret -> secret.matcher(log).results().map(MatchResult::group)),
            config.entrySet().stream()
                .filter(entry -> SECRET_KEY.matcher(entry.getKey()).matches())
                .map(Map.Entry::getValue)
                .filter(value -> value.length() >= SECRET_LENGTH_MIN)
                .filter(said),
            Spoken.texts().stream().filter(said),
            WORD.matcher(log).results().map(MatchResult::group).filter(Spoken::isWord))
        .flatMap(found -> found)
        .findFirst();
  }

  private static String lineOf(String log, String found) {
    return log.lines().filter(line -> line.contains(found)).findFirst().orElse(found);
  }
}
