package dev.stenogate.session;

import dev.stenogate.redaction.Redacted;
import dev.stenogate.redaction.Redactor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What another draft tells, redacted. Partials are told as far as no match can begin; finals whole.
 *
 * <p>Fails closed: after a defect nothing more of the segment is told but {@link #WITHHELD}, at the
 * end, and the next segment begins anew.
 */
final class RedactedDraft implements Draft {
  /** Stands for the rest of a segment over which the redactor broke. */
  static final String WITHHELD = " [redacted]";

  private final Draft draft;
  private final Redactor redactor;
  private final Consumer<RuntimeException> onDefect;
  private final List<DatedWord> written = new ArrayList<>(); // append-only: what the draft told
  private String told = ""; // in this revision; append-only: in the segment
  private int toldCommitted;
  private boolean broken;

  /**
   * @param redactor of the call; this segment is the one that it is at
   */
  RedactedDraft(Draft draft, Redactor redactor, Consumer<RuntimeException> onDefect) {
    this.draft = draft;
    this.redactor = redactor;
    this.onDefect = onDefect;
  }

  @Override
  public Optional<Telling> partial(Hearing hearing) {
    if (broken) {
      return Optional.empty();
    }
    try {
      return draft.partial(hearing).flatMap(t -> draft.startsOver() ? revised(t) : added(t));
    } catch (RuntimeException defect) {
      broke(defect);
      return Optional.empty();
    }
  }

  @Override
  public Telling done(Hearing hearing, String said, long end) {
    return whole(draft.done(hearing, said, end));
  }

  @Override
  public Telling givenUp(Hearing hearing, long end) {
    return whole(draft.givenUp(hearing, end));
  }

  @Override
  public void restart(Hearing lost) {
    draft.restart(lost);
    if (draft.startsOver()) {
      told = "";
      toldCommitted = 0;
    }
  }

  @Override
  public boolean startsOver() {
    return draft.startsOver();
  }

  /** The whole text. What is committed of it is what was written for sure, redacted by itself. */
  private Optional<Telling> revised(Telling telling) {
    String text = telling.text();
    int committed = redactor.open(text.substring(0, telling.committedChars())).text().length();
    Redacted redacted = redactor.open(text);
    String shown = redacted.text();
    if (shown.equals(told) && committed == toldCommitted) {
      return Optional.empty();
    }
    told = shown;
    toldCommitted = committed;
    return Optional.of(
        new Telling(
            shown, committed, RedactedWords.of(redacted, telling.words()), telling.heardTo()));
  }

  /** What was added, in whole words. */
  private Optional<Telling> added(Telling telling) {
    written.addAll(telling.words());
    Redacted redacted = redactor.open(DatedWord.join(written));
    List<DatedWord> words = RedactedWords.whole(redacted, written);
    List<DatedWord> fresh = RedactedWords.behind(told.length(), words);
    if (fresh.isEmpty()) {
      return Optional.empty();
    }
    told = DatedWord.join(words);
    return Optional.of(Telling.committed(fresh, telling.heardTo()));
  }

  private Telling whole(Telling telling) {
    if (!broken) {
      try {
        Redacted redacted = redactor.whole(telling.text());
        String text = redacted.text();
        return new Telling(
            text, text.length(), RedactedWords.of(redacted, telling.words()), telling.heardTo());
      } catch (RuntimeException defect) {
        broke(defect);
      }
    }
    redactor.forget();
    String text = told + WITHHELD;
    List<DatedWord> words = List.of(new DatedWord(text, telling.heardTo()));
    return new Telling(text, text.length(), words, telling.heardTo());
  }

  private void broke(RuntimeException defect) {
    broken = true;
    onDefect.accept(defect);
  }
}
