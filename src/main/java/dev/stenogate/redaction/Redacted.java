package dev.stenogate.redaction;

import java.util.List;

/**
 * The text of a segment with marks in the place of matches, as far as it can be told. Places are
 * those in the text as it was written.
 */
public final class Redacted {
  private final String written; // what was told before the segment, and the segment
  private final int from; // where the segment begins
  private final int told;
  private final List<Match> matches;

  /**
   * @param matches apart from one another, by place
   */
  Redacted(String written, int from, int told, List<Match> matches) {
    this.written = written;
    this.from = from;
    this.told = told;
    this.matches = matches;
  }

  /** All of it. */
  public String text() {
    return text(0, told());
  }

  /** How far the text can be told. What lies behind may be, or become, part of a match. */
  public int told() {
    return told - from;
  }

  /**
   * What stands for the text between two places. A mark stands where its match begins, and belongs
   * to the part that holds that place: parts of the text make up the whole.
   */
  public String text(int begin, int end) {
    StringBuilder text = new StringBuilder();
    int at = from + begin;
    int last = Math.min(from + end, told);
    for (Match match : matches) {
      int mark = mark(match);
      if (mark >= last) {
        break;
      }
      if (mark >= at) {
        text.append(written, at, mark).append(match.rule().mark());
      }
      at = Math.max(at, match.end());
    }
    return at < last ? text.append(written, at, last).toString() : text.toString();
  }

  /** Whether a place lies within a match: what stands on both sides of it is one mark. */
  public boolean isWithinMatch(int place) {
    int at = from + place;
    return matches.stream().anyMatch(match -> mark(match) < at && at < match.end());
  }

  /** Whether the character at a place is withheld. */
  public boolean isWithheld(int place) {
    int at = from + place;
    return matches.stream().anyMatch(match -> mark(match) <= at && at < match.end());
  }

  /** The space at the head of a segment stays, though the match began before it. */
  private int mark(Match match) {
    int at = Math.max(from, match.start());
    while (match.start() < from && Character.isWhitespace(written.charAt(at))) {
      at++;
    }
    return at;
  }
}
