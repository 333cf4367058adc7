package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Random random = new Random(7);

  @Test
  void waitsSpreadOverTheWholeSpanWhichDoublesUpToItsBound() {
    for (int tries = 0; tries < 40; tries++) {
      long span = tries < 4 ? 100_000_000L << tries : 1_000_000_000L;
      int now = tries;
      long[] waits =
          LongStream.range(0, 400).map(_ -> Backoff.DEFAULT.waitNanos(now, random)).toArray();

      assertThat(LongStream.of(waits).boxed()).allSatisfy(w -> assertThat(w).isBetween(0L, span));
      assertThat(LongStream.of(waits).max().getAsLong()).isGreaterThan(span * 9 / 10);
      assertThat(LongStream.of(waits).min().getAsLong()).isLessThan(span / 10);
    }
  }
}
