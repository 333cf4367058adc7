package dev.stenogate.client.command;

import dev.stenogate.v1.Segment;
import dev.stenogate.v1.Word;
import java.util.ArrayList;
import java.util.List;

/** Cuts a segment into what fits on a screen: two lines of 42 characters, for 7 seconds. */
final class Cues {
  static final int LINE_CELLS_MAX = 42;
  private static final int CUE_CELLS_MAX = 2 * LINE_CELLS_MAX;
  private static final long CUE_MILLIS_MAX = 7_000;

  /** A cue that is gone sooner is not read. */
  private static final long CUE_MILLIS_MIN = 1;

  /**
   * One subtitle.
   *
   * @param text one or two lines
   */
  record Cue(long startMillis, long endMillis, String text) {}

  private Cues() {}

  /**
   * The cues of a segment, in order. Without word offsets it is one, however long; a word's offset
   * is where it ends, so a cue begins where the word before it ended.
   */
  static List<Cue> of(Segment segment) {
    var text = DisplayText.line(segment.getText());
    if (text.isEmpty()) {
      return List.of();
    }
    var start = Offsets.millis(segment.getStartOffset());
    var end = Math.max(Transcript.endMillis(segment), start + CUE_MILLIS_MIN);
    if (segment.getWordsCount() == 0) {
      return List.of(new Cue(start, end, wrap(text)));
    }
    var cues = new ArrayList<Cue>();
    var line = new StringBuilder();
    var cueStart = start;
    var heard = start;
    for (var word : segment.getWordsList()) {
      var wordEnd = clamp(Offsets.millis(word.getEndOffset()), heard, end);
      if (!line.isEmpty() && isFull(line, word, wordEnd - cueStart)) {
        cues.add(
            new Cue(cueStart, Math.max(heard, cueStart + CUE_MILLIS_MIN), wrap(line.toString())));
        line.setLength(0);
        cueStart = heard;
      }
      line.append(line.isEmpty() ? "" : " ").append(DisplayText.line(word.getText()));
      heard = wordEnd;
    }
    cues.add(new Cue(cueStart, Math.max(end, cueStart + CUE_MILLIS_MIN), wrap(line.toString())));
    return cues;
  }

  private static boolean isFull(StringBuilder line, Word next, long millis) {
    var cells = DisplayText.width(line.toString()) + 1 + DisplayText.width(next.getText());
    return cells > CUE_CELLS_MAX || millis > CUE_MILLIS_MAX || endsSentence(line, cells);
  }

  /** A sentence is the best place to cut, once the cue is worth a line. */
  private static boolean endsSentence(StringBuilder line, int cells) {
    return cells > LINE_CELLS_MAX && ".?!。？！".indexOf(line.charAt(line.length() - 1)) >= 0;
  }

  /** Breaks into two lines at the space nearest to the middle, if one line is too long. */
  private static String wrap(String text) {
    if (DisplayText.width(text) <= LINE_CELLS_MAX) {
      return text;
    }
    var middle = text.length() / 2;
    var before = text.lastIndexOf(' ', middle);
    var after = text.indexOf(' ', middle);
    var at = before < 0 || (after >= 0 && after - middle < middle - before) ? after : before;
    return at < 0 ? text : text.substring(0, at) + "\n" + text.substring(at + 1);
  }

  private static long clamp(long value, long min, long max) {
    return Math.max(min, Math.min(value, max));
  }
}
