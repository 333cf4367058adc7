package dev.stenogate.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedactionTest {
  @Test
  void rulesAreAddedAndNeverTakenAway() {
    Redaction tenant = Redaction.of(Rule.CARD, Rule.EMAIL);

    assertThat(tenant.and(Redaction.of(Rule.PHONE, Rule.CARD)))
        .isEqualTo(Redaction.of(Rule.CARD, Rule.EMAIL, Rule.PHONE));
    assertThat(tenant.and(Redaction.NONE)).isEqualTo(tenant);
    assertThat(Redaction.NONE.and(tenant)).isEqualTo(tenant);
    assertThat(Redaction.NONE.and(Redaction.NONE).isNone()).isTrue();
  }

  @Test
  void whatIsHeldBackIsSizedByTheRules() {
    assertThat(Redaction.NONE.heldCharsMax()).isZero();
    assertThat(Redaction.of(Rule.UK_NINO).heldCharsMax()).isEqualTo(Rule.UK_NINO.charsMax() + 1);
    assertThat(Redaction.of(Rule.UK_NINO, Rule.EMAIL).heldCharsMax())
        .isEqualTo(Rule.EMAIL.charsMax() + 1);
  }
}
