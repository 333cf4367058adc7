package dev.stenogate.redaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The matches of a text that grows. Every place is looked at until no more text can change what
 * begins there; the first place for which it still can is where the text is held.
 *
 * <p>A text that only grows costs what is new in it times the longest match. Where it changes, what
 * lies so far before the change that nothing of it was seen there stays decided.
 */
final class Scan {
  private final List<Rule> rules;
  private final int reach;
  private final List<Match> matches = new ArrayList<>(); // by start
  private final int first;
  private String text = "";
  private int held;

  /**
   * @param first what begins before it is of no interest
   */
  Scan(Redaction redaction, int first) {
    this.first = first;
    this.held = first;
    this.rules = redaction.rules().stream().sorted(Comparator.naturalOrder()).toList();
    this.reach = redaction.heldCharsMax();
  }

  /**
   * Looks at the text as it is now.
   *
   * @param ended whether it is complete
   */
  void look(String now, boolean ended) {
    if (!now.startsWith(text)) {
      goBack(firstDifference(now) - reach);
    }
    text = now;
    Heard heard = new Heard(now, ended);
    while (held < now.length() && decide(heard)) {
      held++;
    }
  }

  /** What begins before it is decided. */
  int held() {
    return held;
  }

  /** What was matched beyond a place; matches that overlap are one, named by the first. */
  List<Match> merged(int beyond) {
    List<Match> merged = new ArrayList<>();
    for (Match match : matches) {
      if (merged.isEmpty() || match.start() >= merged.getLast().end()) {
        merged.add(match);
      } else if (match.end() > merged.getLast().end()) {
        Match first = merged.removeLast();
        merged.add(new Match(first.start(), match.end(), first.rule()));
      }
    }
    merged.removeIf(match -> match.end() <= beyond);
    return merged;
  }

  /** Looks at what begins where the text is held. Gives whether that is decided. */
  private boolean decide(Heard heard) {
    Match longest = new Match(held, Shape.NONE, null);
    Match head = longest;
    for (Rule rule : rules) {
      for (Shape shape : rule.shapes()) {
        Shape.Look look = shape.at(heard, held);
        if (look.open()) {
          return false;
        }
        longest = look.end() > longest.end() ? new Match(held, look.end(), rule) : longest;
        head = look.head() > head.end() ? new Match(held, look.head(), rule) : head;
      }
    }
    Match found = head.end() > longest.end() ? head : longest;
    if (found.end() != Shape.NONE) {
      matches.add(found);
    }
    return true;
  }

  private void goBack(int to) {
    held = Math.min(held, Math.max(first, to));
    while (!matches.isEmpty() && matches.getLast().start() >= held) {
      matches.removeLast();
    }
  }

  private int firstDifference(String now) {
    int length = Math.min(now.length(), text.length());
    int at = 0;
    while (at < length && now.charAt(at) == text.charAt(at)) {
      at++;
    }
    return at;
  }
}
