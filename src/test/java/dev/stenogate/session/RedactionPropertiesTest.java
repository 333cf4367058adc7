package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What holds for any text, however it comes and wherever it is cut. As many cases as a test run has
 * time for; {@code -Dstenogate.redaction.cases=n} runs more.
 */
class RedactionPropertiesTest {
  private static final int CASES = Integer.getInteger("stenogate.redaction.cases", 20_000);
  private static final int FAILURES_MAX = 5;

  @Test
  void nothingOfAMatchIsEverSentAndNothingElseIsWithheld() {
    long begun = System.nanoTime();

    List<String> failures = failures(1, CASES);

    System.out.printf(
        "%,d texts redacted, %,.0f a second%n", CASES, CASES / ((System.nanoTime() - begun) / 1e9));
    assertThat(failures).isEmpty();
  }

  private static List<String> failures(long firstSeed, int count) {
    return LongStream.range(firstSeed, firstSeed + count)
        .parallel()
        .mapToObj(RedactionPropertiesTest::failure)
        .filter(failure -> !failure.isEmpty())
        .limit(FAILURES_MAX)
        .toList();
  }

  private static String failure(long seed) {
    try {
      new RedactionCase(seed).run();
      return "";
    } catch (AssertionError | RuntimeException failure) {
      return "seed %d: %s".formatted(seed, failure);
    }
  }
}
