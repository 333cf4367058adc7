package dev.stenogate.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Partials that only add, in whole words. What was said stands, whatever a later link writes: its
 * text is laid beside it on words, and what lies behind goes on. The final begins with what was
 * said.
 */
final class AppendOnlyDraft implements Draft {
  /**
   * A new link must have heard so much more than the lost one, 400 ms, before it is believed to
   * have written all that was said: the same word may come some deltas later.
   */
  private static final long MARGIN_SAMPLES = 6_400;

  private static final int UNKNOWN = -1;

  private final List<DatedWord> said = new ArrayList<>();
  private int next; // of the link's words, or UNKNOWN until it has caught up
  private long saidHeardTo;

  @Override
  public Optional<Telling> partial(Hearing hearing) {
    if (next == UNKNOWN && hearing.heardTo() < saidHeardTo + MARGIN_SAMPLES) {
      return Optional.empty();
    }
    List<DatedWord> words = hearing.words();
    List<DatedWord> whole = words.subList(0, Math.max(0, words.size() - 1));
    align(words); // The last one too: it may be one that was told.
    if (whole.size() <= next) {
      return Optional.empty();
    }
    List<DatedWord> fresh = List.copyOf(whole.subList(next, whole.size()));
    said.addAll(fresh);
    next = whole.size();
    saidHeardTo = hearing.heardTo();
    return Optional.of(Telling.committed(fresh, saidHeardTo));
  }

  @Override
  public Telling done(Hearing hearing, String text, long end) {
    List<DatedWord> words = hearing.words(text, end);
    align(words);
    List<DatedWord> all = new ArrayList<>(said);
    all.addAll(words.subList(Math.min(next, words.size()), words.size()));
    return Telling.committed(all, end);
  }

  @Override
  public void restart(Hearing lost) {
    next = said.isEmpty() ? 0 : UNKNOWN;
  }

  @Override
  public boolean startsOver() {
    return false;
  }

  private void align(List<DatedWord> words) {
    if (next == UNKNOWN) {
      next = Words.covered(said, words);
    }
  }
}
