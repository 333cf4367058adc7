package dev.stenogate.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Partials that carry the whole text. While a new link catches up, what the caller saw before stays
 * in view behind the words that the new link has written: aligned on words, and not committed.
 */
final class RevisedDraft implements Draft {
  private final boolean withWords;
  private List<DatedWord> earlier = List.of();
  private long earlierHeardTo;

  RevisedDraft(boolean withWords) {
    this.withWords = withWords;
  }

  @Override
  public Optional<Telling> partial(Hearing hearing) {
    return Optional.of(view(hearing));
  }

  @Override
  public Telling done(Hearing hearing, String said, long end) {
    return Draft.plain(hearing, said, end, withWords);
  }

  @Override
  public Telling givenUp(Hearing hearing, long end) {
    Telling view = view(hearing);
    return new Telling(view.text(), view.text().length(), view.words(), end);
  }

  @Override
  public void restart(Hearing lost) {
    boolean caughtUp = lost.heardTo() >= earlierHeardTo;
    earlier = caughtUp ? lost.words() : merged(lost);
    earlierHeardTo = Math.max(earlierHeardTo, lost.heardTo());
  }

  private Telling view(Hearing hearing) {
    if (hearing.heardTo() >= earlierHeardTo) {
      return Draft.plain(hearing, hearing.text(), hearing.heardTo(), withWords);
    }
    List<DatedWord> words = merged(hearing);
    return new Telling(
        DatedWord.join(words), hearing.length(), withWords ? words : List.of(), earlierHeardTo);
  }

  private List<DatedWord> merged(Hearing hearing) {
    List<DatedWord> own = hearing.words();
    if (own.isEmpty()) {
      return earlier;
    }
    List<DatedWord> whole = own.subList(0, own.size() - 1);
    int next = Words.covered(whole, earlier);
    boolean beingSpelled =
        next < earlier.size() && earlier.get(next).text().startsWith(own.getLast().text());
    List<DatedWord> merged = new ArrayList<>(beingSpelled ? whole : own);
    merged.addAll(
        earlier.subList(Math.min(beingSpelled ? next : next + 1, earlier.size()), earlier.size()));
    return merged;
  }
}
