package dev.stenogate.session;

import static dev.stenogate.redaction.NaiveRedaction.MARK;

import dev.stenogate.redaction.NaiveRedaction;
import dev.stenogate.redaction.PlantedText;
import dev.stenogate.redaction.Redaction;
import dev.stenogate.redaction.Redactor;
import dev.stenogate.redaction.Rule;
import dev.stenogate.session.Reply.Segment;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One call, decided by a seed: texts with numbers and addresses in them, cut anywhere into segments
 * and deltas, over links that fail and hear other words. Beside each utterance runs its twin, which
 * is told the same and redacts nothing: it says what was written.
 */
final class RedactionCase {
  private static final int TOKEN = 1_280;
  private static final int DELAY_TOKENS = 6;

  /** A text is checked for matches this often: it costs most of the time. */
  private static final int LOOK_ONE_IN = 12;

  private final Random chance;
  private final Set<Rule> rules = EnumSet.noneOf(Rule.class);
  private final Partials partials;
  private final boolean withWords;
  private final Redactor redactor;

  private String finals = ""; // all that was sent for good
  private String written = ""; // all that they were made of
  private long position;

  private Utterance utterance;
  private Utterance twin;
  private String told; // in this revision; append-only: in the segment
  private String committed;
  private String hearing; // what the present link will have written
  private String whole; // what may be told of it; null: not asked for yet

  RedactionCase(long seed) {
    chance = new Random(seed);
    partials = pick(Partials.values());
    withWords = chance.nextBoolean();
    do {
      rules.add(pick(Rule.values()));
    } while (chance.nextInt(3) > 0);
    redactor = new Redactor(new Redaction(rules));
  }

  private <T> T pick(T[] all) {
    return all[chance.nextInt(all.length)];
  }

  void run() {
    String text = PlantedText.of(chance, 1 + chance.nextInt(6));
    int begin = 0;
    for (int segment = 0; begin < text.length(); segment++) {
      int end =
          chance.nextInt(3) == 0
              ? text.length()
              : Math.min(text.length(), begin + 1 + chance.nextInt(60));
      segment(segment, text.substring(begin, end));
      begin = end;
    }
    requireNoMatch(finals);
  }

  private void segment(int id, String text) {
    Draft draft =
        new RedactedDraft(
            Draft.of(partials, withWords),
            redactor,
            defect -> {
              throw new AssertionError("a defect", defect);
            });
    utterance = new Utterance(id, position, DELAY_TOKENS, draft, withWords);
    twin = new Utterance(id, position, DELAY_TOKENS, partials, withWords);
    told = "";
    position += 400 * TOKEN;
    hear(text);
    for (int lost = chance.nextInt(5) - 2; lost > 0; lost--) {
      deltas(hearing.substring(0, chance.nextInt(hearing.length() + 1)));
      utterance.restart(DELAY_TOKENS);
      twin.restart(DELAY_TOKENS);
      hear(chance.nextInt(3) == 0 ? hearing : PlantedText.heardAgain(chance, text));
    }
    boolean givenUp = chance.nextInt(10) == 0;
    deltas(givenUp ? hearing.substring(0, chance.nextInt(hearing.length() + 1)) : hearing);
    utterance.endAt(position);
    twin.endAt(position);
    last(
        givenUp ? utterance.givenUp() : utterance.done(hearing),
        givenUp ? twin.givenUp() : twin.done(hearing));
  }

  private void hear(String text) {
    hearing = text;
    whole = null;
    committed = "";
    if (partials == Partials.REVISED) {
      told = "";
    }
    utterance.sentTo(position, 0);
    twin.sentTo(position, 0);
  }

  private void deltas(String text) {
    for (int at = 0; at < text.length(); ) {
      int end = Math.min(text.length(), at + chance.nextInt(9));
      delta(text.substring(at, end));
      at = end;
    }
    for (int i = chance.nextInt(12); i > 0; i--) {
      delta("");
    }
  }

  private void delta(String piece) {
    utterance.delta(piece, 0);
    twin.delta(piece, 0);
    if (chance.nextInt(5) == 0) {
      return; // The caller does not read.
    }
    if (twin.hasNews()) {
      twin.partial();
    }
    if (utterance.hasNews()) {
      utterance.partial().ifPresent(this::partial);
    }
  }

  private void partial(Segment partial) {
    String text = partial.text();
    int end = text.offsetByCodePoints(0, partial.committedLength());
    checkWords(partial);
    if (partials == Partials.APPEND_ONLY) {
      require(end == text.length(), "an addition that is not committed", text);
      told += text;
    } else {
      require(text.startsWith(committed), "what was committed changed", committed + " / " + text);
      committed = text.substring(0, end);
      told = text;
      // However the link goes on: what is committed shows nothing of what is masked in the end.
      whole = whole == null ? NaiveRedaction.redact(written, hearing, rules) : whole;
      require(
          whole.startsWith(plain(committed)),
          "a partial shows what the whole withholds",
          plain(committed) + " / " + whole);
    }
    if (chance.nextInt(LOOK_ONE_IN) == 0) {
      requireNoMatch(finals + told);
    }
  }

  private void last(Segment last, Segment raw) {
    String text = last.text();
    String expected = NaiveRedaction.redact(written, raw.text(), rules);
    require(plain(text).equals(expected), "the final", plain(text) + " / " + expected);
    require(last.committedLength() == text.codePointCount(0, text.length()), "not committed", text);
    if (partials == Partials.APPEND_ONLY) {
      require(text.startsWith(told), "the final does not begin with what was told", told);
    }
    if (!expected.contains(MARK)) {
      require(text.equals(raw.text()), "text without a match was changed", text);
      require(last.words().equals(raw.words()), "words without a match were changed", text);
    }
    checkWords(last);
    checkDates(last, raw);
    finals += text;
    written += raw.text();
    if (expected.endsWith(MARK)) {
      written += '\uFFFF';
    }
  }

  /** Words are what white space parts, but where each letter is a word; they make up the text. */
  private void checkWords(Segment segment) {
    List<String> words = segment.words().stream().map(Reply.Word::text).toList();
    boolean parted = !segment.text().matches("(?s).*\\p{IsHan}.*");
    List<String> expected =
        segment.text().isBlank() ? List.of() : List.of(segment.text().strip().split("\\s+"));
    boolean right =
        parted
            ? words.equals(expected)
            : String.join("", words).equals(segment.text().replaceAll("\\s", ""));
    require(!withWords || right, "words are not those of the text", words + " / " + segment.text());
  }

  /** A word ends where one of those ended that it is made of, and all of them in their order. */
  private void checkDates(Segment told, Segment raw) {
    Iterator<Reply.Word> all = raw.words().iterator();
    for (Reply.Word word : told.words()) {
      boolean found = false;
      while (!found && all.hasNext()) {
        found = all.next().end() == word.end();
      }
      require(found, "a word that ends where none did", word.toString());
    }
  }

  private void requireNoMatch(String sent) {
    require(!NaiveRedaction.hasMatch(sent, rules), "a match was sent", sent);
  }

  private void require(boolean holds, String what, String seen) {
    if (!holds) {
      throw new AssertionError("%s: «%s» (%s, %s)".formatted(what, seen, partials, rules));
    }
  }

  private static String plain(String text) {
    return text.replaceAll("\\[(card|phone|email|id)]", MARK);
  }
}
