package dev.stenogate.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RedactorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CARD | 4111111111111111 | [card]",
        "CARD | it is 4111 1111 1111 1111. | it is [card].",
        "CARD | 4111-1111-1111-1111, thanks | [card], thanks",
        "CARD | 41 11 11 11 11 11 11 11 | [card]",
        "CARD | 4111, 1111, 1111, 1111. | [card].",
        "CARD | 3782 822463 10005 | [card]",
        "CARD | four one one one, one one one one, one one one one, one one one one | [card]",
        "CARD | Four 1 1 1 one one one one 1111 1111 | [card]",
        "CARD | ٤١١١ ١١١١ ١١١١ ١١١١ | [card]",
        "PHONE | +44 20 7946 0958 | [phone]",
        "PHONE | +44 (0)20 7946 0958! | [phone]!",
        "PHONE | 0044 20 7946 0958 | [phone]",
        "PHONE | plus four four two oh seven nine four six oh nine five eight | [phone]",
        "PHONE | (212) 555-0123 or 212.555.0123 | [phone] or [phone]",
        "PHONE | 1-212-555-0123 | [phone]",
        "PHONE | 020 7946 0958 | [phone]",
        "PHONE | 06 12 34 56 78 | [phone]",
        "PHONE | 612 34 56 78 | [phone]",
        "PHONE | 我的电话是13912345678。 | 我的电话是[phone]。",
        "EMAIL | write bob.smith+x@mail.example.co.uk. | write [email].",
        "EMAIL | müller@web.de; o'neil@x-y.org | [email]; [email]",
        "EMAIL | 邮箱bob@example.com吗 | 邮箱[email]吗",
        "US_SSN | 078-05-1120 and 123456789 | [id] and [id]",
        "UK_NINO | AB123456C, ab 12 34 56 d | [id], [id]",
        "ES_DNI | 12345678Z or 12345678-z or X-1234567-L | [id] or [id] or [id]",
        "DE_STEUER_ID | 86 095 742 719 and 47036892816 | [id] and [id]",
        "FR_NIR | 2 55 08 14 168 025 38 | [id]",
        "FR_NIR | 1 85 08 2A 168 025 35 | [id]",
      })
  void aMatchIsReplacedByItsMark(Rule rule, String text, String told) {
    assertThat(whole(text, rule)).isEqualTo(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CARD | 4111 1111 1111 1112 is wrong",
        "CARD | 1111 1111 1111 1117 is no card",
        "CARD | 4111    1111 1111 1111 is far apart",
        "CARD | 4111 1111 and 1111 1111",
        "CARD | 124111111111111111 has more digits",
        "CARD | stone one one one one one one one one one one one one one one one",
        "PHONE | in 2024 we paid 1,000,000 on 23.11.2026 at 7.30",
        "PHONE | +0 1234567 or 112 555 0123 here",
        "EMAIL | @bob at example dot com a@b a@b.c bob@.com",
        "US_SSN | 000-12-3456 or 666-12-3456 or 900-12-3456 or 123-00-4567 there",
        "UK_NINO | GB123456C QQ123456A AB123456E AB123456cats xAB123456C",
        "ES_DNI | 12345678A 12345678Zebra",
        "DE_STEUER_ID | 86095742718 or 12345678903 here",
        "FR_NIR | 255081416802539 or 255131416802538 here",
      })
  void whatIsNoMatchStaysAsItIs(Rule rule, String text) {
    assertThat(whole(text, rule)).isEqualTo(text);
  }

  @Test
  void aRuleThatIsNotInForceMatchesNothing() {
    String text = "4111 1111 1111 1111 and bob@example.com.";

    assertThat(whole(text, Rule.EMAIL)).isEqualTo("4111 1111 1111 1111 and [email].");
    assertThat(new Redactor(Redaction.NONE).whole(text).text()).isEqualTo(text);
  }

  @Test
  void nothingThatMayBecomePartOfAMatchIsTold() {
    Redactor redactor = new Redactor(Redaction.of(Rule.CARD, Rule.EMAIL));

    assertThat(redactor.open(" my").text()).isEmpty();
    assertThat(redactor.open(" my card is").text()).isEqualTo(" my card");
    assertThat(redactor.open(" my card is 4111").text()).isEqualTo(" my card is");
    assertThat(redactor.open(" my card is 4111 1111 1111 111").text()).isEqualTo(" my card is");
    assertThat(redactor.open(" my card is 4111 1111 1111 1111 I").text())
        .isEqualTo(" my card is [card]");
    assertThat(redactor.whole(" my card is 4111 1111 1111 1111 I think.").text())
        .isEqualTo(" my card is [card] I think.");
  }

  @Test
  void digitsThatBecomeNoMatchAreToldAsSoonAsThatIsSure() {
    Redactor redactor = new Redactor(Redaction.of(Rule.CARD));

    assertThat(redactor.open(" in 2024").text()).isEqualTo(" in");
    assertThat(redactor.open(" in 2024 w").text()).isEqualTo(" in 2024 w");
    assertThat(redactor.open(" in 2024 we took two").text()).isEqualTo(" in 2024 we took");
    assertThat(redactor.open(" in 2024 we took two of").text())
        .isEqualTo(" in 2024 we took two of");
  }

  @Test
  void whatAMatchHasInTheNextSegmentIsWithheldThere() {
    Redactor redactor = new Redactor(Redaction.of(Rule.CARD, Rule.PHONE));

    assertThat(redactor.whole(" It is 4111, 1111.").text()).isEqualTo(" It is 4111, 1111.");
    assertThat(redactor.open(" 1111").text()).isEmpty();
    assertThat(redactor.whole(" 1111 1111. Bye.").text()).isEqualTo(" [card]. Bye.");
    assertThat(redactor.whole(" 1111 1111.").text()).isEqualTo(" 1111 1111.");
  }

  @Test
  void aSegmentThatBreaksOffWithinANumberTellsNoMoreThan8DigitsOfIt() {
    Redactor redactor = new Redactor(Redaction.of(Rule.CARD));

    assertThat(redactor.whole(" 4111 1111 1111.").text()).isEqualTo(" [card].");
    assertThat(redactor.whole(" 1111. Bye.").text()).isEqualTo(" [card]. Bye.");
    assertThat(redactor.whole(" 5500 0000 0.").text()).isEqualTo(" [card].");
    assertThat(redactor.whole(" Or 5500 0000.").text()).isEqualTo(" Or 5500 0000.");
  }

  @Test
  void whatIsForgottenIsNoPartOfAMatch() {
    Redactor redactor = new Redactor(Redaction.of(Rule.CARD));
    redactor.whole(" 4111 1111");

    redactor.forget();

    assertThat(redactor.whole(" 1111 1111").text()).isEqualTo(" 1111 1111");
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void noMoreIsHeldBackThanIsPublished(Rule rule) {
    Redaction redaction = Redaction.of(rule);
    for (long seed = 0; seed < 200; seed++) {
      String text = PlantedText.of(new Random(seed), 6).replaceAll("\\s+", " ");
      Redactor redactor = new Redactor(redaction);
      for (int length = 1; length <= text.length(); length++) {
        Redacted open = redactor.open(text.substring(0, length));

        assertThat(open.told()).isGreaterThanOrEqualTo(length - 1 - redaction.heldCharsMax());
      }
    }
  }

  @Test
  void theLongestNumberIsOfNineteenWords() {
    assertThat(Redaction.of(Rule.values()).heldCharsMax()).isEqualTo(150);
  }

  @Test
  void aTextThatChangesIsRedactedAsIfItWereNew() {
    Redaction redaction = Redaction.of(Rule.values());
    for (long seed = 0; seed < 500; seed++) {
      Random chance = new Random(seed);
      Redactor redactor = new Redactor(redaction);
      String text = PlantedText.of(chance, 8);
      for (int change = 0; change < 5; change++) {
        text = PlantedText.heardAgain(chance, text);
        String fresh = new Redactor(redaction).open(text).text();

        assertThat(redactor.open(text).text()).isEqualTo(fresh);
      }
    }
  }

  @Test
  void noMarkHoldsAnythingThatARuleCouldMatch() {
    for (Rule rule : Rule.values()) {
      assertThat(rule.mark()).matches("\\[[a-z]+]");
      assertThat(whole("x" + rule.mark() + "x", Rule.values())).isEqualTo("x" + rule.mark() + "x");
    }
  }

  private static String whole(String text, Rule... rules) {
    return new Redactor(Redaction.of(rules)).whole(text).text();
  }
}
