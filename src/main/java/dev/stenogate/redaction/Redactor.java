package dev.stenogate.redaction;

import java.util.List;

/**
 * Puts marks in the place of what the rules match, over the segments of a call. Every character of
 * every match is withheld, and nothing else.
 *
 * <pre>
 *   … earlier segments, as they were told │ this segment, as it is written
 *                    ~~~~~~~~~~~~~~~~~~~~~│~~~~~~~~[card]~~~~~~~~~~ 5105 10
 *                    remembered: bounded  │        told             held back: bounded
 * </pre>
 *
 * <ul>
 *   <li>Of an open segment the end is held back from where a match may still begin, so that no head
 *       of a match is told: at most {@link Redaction#heldCharsMax} characters.
 *   <li>A complete segment is told to its end, but for 9 or more digits that could go on as a
 *       match: speakers pause within numbers. So much of a match as lies in the next segment is
 *       withheld there.
 * </ul>
 *
 * <p>Not thread-safe: it lives with its call.
 */
public class Redactor {
  private final Redaction redaction;
  private String remembered = "";
  private Scan scan;

  /**
   * @param redaction at least one rule
   */
  public Redactor(Redaction redaction) {
    this.redaction = redaction;
    this.scan = new Scan(redaction, 0);
  }

  /** The open segment as it stands; more may come, or something else. */
  public Redacted open(String text) {
    String written = remembered + text;
    scan.look(written, false);
    List<Match> matches = scan.merged(remembered.length());
    int told = Math.max(remembered.length(), behindMatch(scan.held(), matches));
    while (told > remembered.length() && Character.isWhitespace(written.charAt(told - 1))) {
      told--; // It goes with the word behind it.
    }
    return new Redacted(written, remembered.length(), told, matches);
  }

  /** The whole segment. The caller is told what it gives, and the next segment begins. */
  public Redacted whole(String text) {
    String written = remembered + text;
    scan.look(written, true);
    List<Match> matches = scan.merged(remembered.length());
    Redacted whole = new Redacted(written, remembered.length(), written.length(), matches);
    boolean endsInMark = !matches.isEmpty() && matches.getLast().end() == written.length();
    remember(endsInMark ? written + Letters.MARK_BEFORE : written);
    return whole;
  }

  /** Drops all text. The next segment begins behind a mark that was told, or behind nothing. */
  public void forget() {
    remember(String.valueOf(Letters.MARK_BEFORE));
  }

  /** A match that is sure to begin is told as its mark, though it may yet grow. */
  private static int behindMatch(int held, List<Match> matches) {
    for (Match match : matches) {
      if (match.start() < held && held < match.end()) {
        return match.end();
      }
    }
    return held;
  }

  /** A match that ends in the next segment begins no earlier; one character more is its context. */
  private void remember(String written) {
    int cut = Math.max(0, written.length() - redaction.heldCharsMax() - 1);
    remembered = written.substring(cut);
    scan = new Scan(redaction, cut > 0 ? 1 : 0);
  }
}
