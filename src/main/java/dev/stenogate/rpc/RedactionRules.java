package dev.stenogate.rpc;

import dev.stenogate.redaction.Redaction;
import dev.stenogate.redaction.Rule;
import dev.stenogate.v1.RedactionRule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads and writes the rules of a redaction as the API's. */
final class RedactionRules {
  private RedactionRules() {}

  /** Reads what a call asks for, by number; a rule that is named twice is named. */
  static Redaction read(List<Integer> numbers) throws Invalid {
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    for (int number : numbers) {
      rules.add(read(number));
    }
    return new Redaction(rules);
  }

  /** In the order of their numbers. */
  static List<RedactionRule> write(Redaction redaction) {
    return redaction.rules().stream().sorted().map(RedactionRules::write).toList();
  }

  private static Rule read(int number) throws Invalid {
    return switch (RedactionRule.forNumber(number)) {
      case REDACTION_RULE_CARD -> Rule.CARD;
      case REDACTION_RULE_PHONE -> Rule.PHONE;
      case REDACTION_RULE_EMAIL -> Rule.EMAIL;
      case REDACTION_RULE_US_SSN -> Rule.US_SSN;
      case REDACTION_RULE_UK_NINO -> Rule.UK_NINO;
      case REDACTION_RULE_ES_DNI -> Rule.ES_DNI;
      case REDACTION_RULE_DE_STEUER_ID -> Rule.DE_STEUER_ID;
      case REDACTION_RULE_FR_NIR -> Rule.FR_NIR;
      case REDACTION_RULE_UNSPECIFIED, UNRECOGNIZED -> throw notServed(number);
      case null -> throw notServed(number);
    };
  }

  private static RedactionRule write(Rule rule) {
    return switch (rule) {
      case CARD -> RedactionRule.REDACTION_RULE_CARD;
      case PHONE -> RedactionRule.REDACTION_RULE_PHONE;
      case EMAIL -> RedactionRule.REDACTION_RULE_EMAIL;
      case US_SSN -> RedactionRule.REDACTION_RULE_US_SSN;
      case UK_NINO -> RedactionRule.REDACTION_RULE_UK_NINO;
      case ES_DNI -> RedactionRule.REDACTION_RULE_ES_DNI;
      case DE_STEUER_ID -> RedactionRule.REDACTION_RULE_DE_STEUER_ID;
      case FR_NIR -> RedactionRule.REDACTION_RULE_FR_NIR;
    };
  }

  private static Invalid notServed(int number) {
    return new Invalid(
        "FIELD_NOT_SERVED", "start.redaction", number + " is not served (expected: a rule)");
  }
}
