package dev.stenogate.localstack.faults;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a caller noticed of a fault. Times are in nanoseconds.
 *
 * @param fault its name
 * @param told what the caller was told from the strike on, in order
 * @param detected from the strike until the gateway gave the link up or the caller was told; empty:
 *     neither happened
 * @param recovered from the detection to the first new text; empty: none came
 * @param silence the longest time without new text that the strike lies in or that came after it
 * @param silenceAfter the same, counted from the detection
 * @param lateNanos from the end of the audio to the end of the call
 * @param text the transcript
 * @param whole whether finals were numbered without gap or repetition
 */
record Measurement(
    String fault,
    List<String> told,
    OptionalLong detected,
    OptionalLong recovered,
    long silence,
    long silenceAfter,
    long lateNanos,
    String text,
    boolean whole) {

  static Measurement of(
      String fault,
      Strike strike,
      Optional<Instant> linkFailed,
      TimedTranscript transcript,
      long lateNanos) {
    List<TimedTranscript.Told> told =
        transcript.told().stream().filter(each -> each.nanos() >= strike.nanos()).toList();
    long detected =
        Math.min(
            linkFailed.map(strike::nanosOf).orElse(Long.MAX_VALUE),
            told.stream()
                .filter(TimedTranscript.Told::isTrouble)
                .findFirst()
                .map(TimedTranscript.Told::nanos)
                .orElse(Long.MAX_VALUE));
    boolean noticed = detected != Long.MAX_VALUE;
    List<Long> news = transcript.news();
    long lastBefore = news.stream().filter(t -> t <= strike.nanos()).reduce(0L, Math::max);
    long from = noticed ? detected : strike.nanos();
    Optional<Long> first = news.stream().filter(t -> t > from).findFirst();
    return new Measurement(
        fault,
        told.stream().map(TimedTranscript.Told::what).toList(),
        noticed ? OptionalLong.of(detected - strike.nanos()) : OptionalLong.empty(),
        noticed && first.isPresent() ? OptionalLong.of(first.get() - from) : OptionalLong.empty(),
        longestFrom(lastBefore == 0 ? strike.nanos() : lastBefore, news),
        longestFrom(from, news),
        lateNanos,
        transcript.text(),
        transcript.isInOrder());
  }

  private static long longestFrom(long start, List<Long> news) {
    long longest = 0;
    long last = start;
    for (long each : news) {
      if (each > start) {
        longest = Math.max(longest, each - last);
        last = each;
      }
    }
    return longest;
  }
}
