package dev.stenogate.session;

import java.util.List;
import java.util.Optional;

/**
 * What the caller is told of the text of one segment, over all links that hear it. A new link hears
 * the segment from its start and may write other words.
 */
sealed interface Draft permits Draft.Silent, RevisedDraft, AppendOnlyDraft, RedactedDraft {
  /**
   * Something to tell.
   *
   * @param committedChars how much of the text will not change in this revision
   * @param words empty where they are not needed
   * @param heardTo how far the audio was heard for it
   */
  record Telling(String text, int committedChars, List<DatedWord> words, long heardTo) {
    static Telling committed(List<DatedWord> words, long heardTo) {
      String text = DatedWord.join(words);
      return new Telling(text, text.length(), words, heardTo);
    }
  }

  static Draft of(Partials partials, boolean withWords) {
    return switch (partials) {
      case NONE -> new Silent(withWords);
      case REVISED -> new RevisedDraft(withWords);
      case APPEND_ONLY -> new AppendOnlyDraft();
    };
  }

  /** What can be told of an open segment; empty: nothing new yet. */
  Optional<Telling> partial(Hearing hearing);

  /**
   * The whole segment.
   *
   * @param said the model's last answer
   */
  Telling done(Hearing hearing, String said, long end);

  /** The segment as far as it was told or could be, when no more will come. */
  default Telling givenUp(Hearing hearing, long end) {
    return done(hearing, hearing.text(), end);
  }

  /** The link is lost; another will write from the start. */
  void restart(Hearing lost);

  /** Whether the caller sees the text begin again when another link hears it. */
  default boolean startsOver() {
    return true;
  }

  /** The model's text as it stands. */
  static Telling plain(Hearing hearing, String said, long to, boolean withWords) {
    List<DatedWord> words = withWords ? hearing.words(said, to) : List.of();
    return new Telling(said, said.length(), words, to);
  }

  /** Nothing is told before the final. */
  record Silent(boolean withWords) implements Draft {
    @Override
    public Optional<Telling> partial(Hearing hearing) {
      return Optional.empty();
    }

    @Override
    public Telling done(Hearing hearing, String said, long end) {
      return plain(hearing, said, end, withWords);
    }

    @Override
    public void restart(Hearing lost) {}
  }
}
