package dev.stenogate.cluster;

import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.admission.Usage;
import java.util.List;

/**
 * What {@code quotas.lua} answers.
 *
 * @param exceeded the limit that says no; null: none does
 * @param retryMicros when coming back may help; 0: not known
 * @param grantedMillis audio that was drawn
 */
record QuotaReply(Limit exceeded, long retryMicros, long grantedMillis, Usage before, Usage after) {
  private static final int NUMBERS = 13;
  private static final List<Limit> CODES =
      List.of(Limit.SESSIONS, Limit.STARTS, Limit.AUDIO_PER_MINUTE, Limit.AUDIO_PER_DAY);

  /**
   * Reads the script's numbers.
   *
   * @throws IllegalArgumentException when they are not those of an answer
   */
  static QuotaReply of(List<Long> numbers) {
    if (numbers.size() != NUMBERS || numbers.getFirst() < 0 || numbers.getFirst() > CODES.size()) {
      throw new IllegalArgumentException(
          "%d numbers (expected: %d, the first a limit's)".formatted(numbers.size(), NUMBERS));
    }
    int code = numbers.getFirst().intValue();
    long day = numbers.get(3);
    return new QuotaReply(
        code == 0 ? null : CODES.get(code - 1),
        numbers.get(1),
        numbers.get(2),
        usage(numbers.subList(5, 9), day),
        usage(numbers.subList(9, NUMBERS), day));
  }

  private static Usage usage(List<Long> numbers, long day) {
    return new Usage(
        numbers.get(0).intValue(), numbers.get(1), numbers.get(2), day, numbers.get(3));
  }

  /** Whether a start that asked has its permit, or a session its audio. */
  boolean isGranted(boolean refuses) {
    return exceeded == null || !refuses;
  }
}
