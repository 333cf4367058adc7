package dev.stenogate.localstack.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The measurements as Markdown, one row each. What misses its target is bold. */
final class FaultTable {
  /** From the strike until the gateway or the caller knows. */
  private static final long DETECTION_TARGET_NANOS = 2_000_000_000L;

  /** Longest time without new text, from the detection on. */
  private static final long SILENCE_TARGET_NANOS = 1_500_000_000L;

  static final String HEAD =
      "| fault | what the caller is told | detected after | new text after that | longest silence |"
          + " from detection on | ended after the audio | text |\n"
          + "| --- | --- | --- | --- | --- | --- | --- | --- |";

  private final Hearing hearing;
  private final List<String> rows = new ArrayList<>();
  private boolean same = true;

  FaultTable(Hearing hearing) {
    this.hearing = hearing;
  }

  /** Adds a row, and gives it. */
  String add(Measurement m, String undisturbed) {
    boolean good = m.whole() && hearing.isSame(undisturbed, m.text());
    same &= good;
    String row =
        "| %s | %s | %s | %s | %s | %s | %s | %s |"
            .formatted(
                m.fault(),
                m.told().isEmpty() ? "nothing" : "`" + String.join("`, `", m.told()) + "`",
                time(m.detected(), DETECTION_TARGET_NANOS),
                time(m.recovered(), Long.MAX_VALUE),
                time(OptionalLong.of(m.silence()), Long.MAX_VALUE),
                time(OptionalLong.of(m.silenceAfter()), SILENCE_TARGET_NANOS),
                time(OptionalLong.of(m.lateNanos()), Long.MAX_VALUE),
                (good ? "" : "**wrong**: ") + hearing.compared(undisturbed, m.text()));
    rows.add(row);
    return row;
  }

  /** Whether all texts are what they must be. */
  boolean isSame() {
    return same;
  }

  @Override
  public String toString() {
    return hearing.title() + ":\n\n" + HEAD + "\n" + String.join("\n", rows) + "\n";
  }

  private static String time(OptionalLong nanos, long targetNanos) {
    if (nanos.isEmpty()) {
      return "–";
    }
    String seconds = String.format(Locale.ROOT, "%.2f s", nanos.getAsLong() / 1e9);
    return nanos.getAsLong() > targetNanos ? "**" + seconds + "**" : seconds;
  }
}
