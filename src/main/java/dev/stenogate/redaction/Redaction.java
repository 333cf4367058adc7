package dev.stenogate.redaction;

import java.util.EnumSet;
import java.util.Set;

/**
 * Which rules are in force.
 *
 * @param rules none: nothing is redacted
 */
public record Redaction(Set<Rule> rules) {
  /** Text is told as it was written. */
  public static final Redaction NONE = new Redaction(Set.of());

  public Redaction {
    rules = Set.copyOf(rules);
  }

  /** These rules. */
  public static Redaction of(Rule... rules) {
    return new Redaction(Set.of(rules));
  }

  /** All that either asks for: rules can be added, and none taken away. */
  public Redaction and(Redaction other) {
    if (other.isNone()) {
      return this;
    }
    Set<Rule> all = EnumSet.copyOf(other.rules);
    all.addAll(rules);
    return new Redaction(all);
  }

  /** Whether nothing is redacted. */
  public boolean isNone() {
    return rules.isEmpty();
  }

  /**
   * How much of an open segment is held back at most, in UTF-16 characters: the longest match, and
   * the character behind it that shows that it is one. Usually it is the word that is being
   * written.
   */
  public int heldCharsMax() {
    return rules.stream().mapToInt(rule -> rule.charsMax() + 1).max().orElse(0);
  }
}
