package dev.stenogate.localstack.vllm;

import dev.stenogate.localstack.recogniser.Word;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lays words on deltas the way the model does: each word waits for its time, then comes one empty
 * delta, then its pieces, one a delta. Nothing is lost: when fewer deltas are left than pieces, the
 * empty ones go first, and the rest is put together.
 */
final class TextTrack {
  /** A word of more letters is written in two pieces, the first of {@link #LETTERS_FIRST}. */
  private static final int LETTERS_MAX = 8;

  private static final int LETTERS_FIRST = 4;

  private static final Pattern PARTS =
      Pattern.compile("(?s)( *)(.*?)([.,;:!?]*)", Pattern.UNICODE_CHARACTER_CLASS);

  private final Deque<Word> words = new ArrayDeque<>();
  private final Deque<String> due = new ArrayDeque<>();

  /** Takes words in order. */
  void add(List<Word> more) {
    words.addAll(more);
  }

  /**
   * The text of one delta, often empty.
   *
   * @param frame its index in the utterance, from 0
   * @param framesLeft deltas that will come from now on, this one included; very many if not known
   */
  String next(long frame, long framesLeft) {
    while (!words.isEmpty()
        && (framesLeft == 1 || words.peek().endSamples() <= FrameClock.textSamples(frame))) {
      due.add("");
      due.addAll(pieces(words.remove().text()));
    }
    if (due.size() <= framesLeft) {
      return due.isEmpty() ? "" : due.remove();
    }
    due.removeIf(String::isEmpty);
    StringBuilder together = new StringBuilder();
    for (long count = Math.ceilDiv(due.size(), framesLeft); count > 0; count--) {
      together.append(due.remove());
    }
    return together.toString();
  }

  /** How the model would write a word: {@code " phon"}, {@code "ograph"}, {@code "."}. */
  static List<String> pieces(String text) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches() || parts.group(2).isEmpty()) {
      return List.of(text);
    }
    String space = parts.group(1);
    String letters = parts.group(2);
    String mark = parts.group(3);
    List<String> pieces = new ArrayList<>();
    if (letters.length() > LETTERS_MAX) {
      int first = letters.offsetByCodePoints(0, LETTERS_FIRST);
      pieces.add(space + letters.substring(0, first));
      pieces.add(letters.substring(first));
    } else {
      pieces.add(space + letters);
    }
    if (!mark.isEmpty()) {
      pieces.add(mark);
    }
    return pieces;
  }
}
