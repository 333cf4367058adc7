package dev.stenogate.localstack;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the models of this process wrote, and what must not be written anywhere else. */
public final class Spoken {
  private static final int WORDS_MAX = 100_000;
  private static final int TEXTS_MAX = 500;

  /** A shorter one may stand in a log by chance. */
  private static final int WORD_LENGTH_MIN = 5;

  private static final int TEXT_LENGTH_MIN = 12;
  private static final Set<String> WORDS = new HashSet<>();
  private static final Deque<String> TEXTS = new ArrayDeque<>();

  private Spoken() {}

  /** A word that stands nowhere else, such as one with a number. */
  public static synchronized void word(String word) {
    if (word.length() >= WORD_LENGTH_MIN && WORDS.size() < WORDS_MAX) {
      WORDS.add(word);
    }
  }

  /** A whole text. */
  public static synchronized void text(String text) {
    String bare = text.strip();
    if (bare.length() >= TEXT_LENGTH_MIN) {
      TEXTS.addLast(bare);
      if (TEXTS.size() > TEXTS_MAX) {
        TEXTS.removeFirst();
      }
    }
  }

  static synchronized boolean isWord(String word) {
    return WORDS.contains(word);
  }

  /** The last ones. */
  static synchronized List<String> texts() {
    return List.copyOf(TEXTS);
  }
}
