package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.admission.Exceeded;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.tenant.TenantLimits.Audio;
import org.junit.jupiter.api.Test;

class AllowanceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Exceeded MINUTE = new Exceeded(Limit.AUDIO_PER_MINUTE, 60, 2 * SECOND);
  private static final Exceeded DAY = new Exceeded(Limit.AUDIO_PER_DAY, 60, 3_600 * SECOND);

  private final Allowance allowance = Allowance.of(new Audio(0, 3_600_000));

  @Test
  void nothingIsAskedForBeforeAudioWasDrawn() {
    assertThat(allowance.covers()).isFalse();
    assertThat(allowance.toDraw(0)).isEqualTo(10_000);
    assertThat(allowance.covers()).isFalse();

    allowance.granted(10_000);

    assertThat(allowance.covers()).isTrue();
  }

  @Test
  void onePieceIsUnderWayAtATime() {
    allowance.toDraw(0);

    assertThat(allowance.toDraw(SECOND)).isZero();
  }

  @Test
  void theNextPieceIsDrawnWhenHalfIsHeardAndNotBefore() {
    allowance.toDraw(0);
    allowance.granted(10_000);

    allowance.heard(79_999);
    assertThat(allowance.toDraw(0)).isEqualTo(10_000);
    allowance.granted(10_000);
    allowance.heard(79_000);
    assertThat(allowance.toDraw(0)).isZero();
  }

  @Test
  void piecesAreSmallWhereAMinutesAudioIsLittle() {
    assertThat(Allowance.of(new Audio(60_000, 0)).toDraw(0)).isEqualTo(3_000);
    assertThat(Allowance.of(new Audio(1_000, 0)).toDraw(0)).isEqualTo(1_000);
  }

  @Test
  void aMessageBeyondWhatWasDrawnIsDrawnNext() {
    allowance.toDraw(0);
    allowance.granted(10_000);
    allowance.heard(16_000 * 12);

    assertThat(allowance.covers()).isFalse();
    assertThat(allowance.leftMillis()).isEqualTo(-2_000);
    assertThat(allowance.toDraw(0)).isEqualTo(12_000);
  }

  @Test
  void aRefusalIsAskedAboutAgainWhenItSaysAndNotBefore() {
    allowance.toDraw(0);
    allowance.refused(MINUTE, 0);

    assertThat(allowance.isWaiting()).isTrue();
    assertThat(allowance.toDraw(2 * SECOND - 1)).isZero();
    assertThat(allowance.toDraw(2 * SECOND)).isEqualTo(10_000);
  }

  @Test
  void aDayIsOverOnlyWhenAllThatWasDrawnIsHeard() {
    allowance.toDraw(0);
    allowance.granted(10_000);
    allowance.heard(16_000 * 6);
    allowance.toDraw(0);
    allowance.refused(DAY, 0);

    assertThat(allowance.isOver()).isFalse();
    allowance.heard(16_000 * 4);
    assertThat(allowance.isOver()).isTrue();
    assertThat(allowance.isWaiting()).isFalse();
  }

  @Test
  void whereAudioIsNotLimitedNothingIsDrawnAndNothingIsLeft() {
    Allowance unlimited = Allowance.unlimited();
    unlimited.heard(1_000_000);

    assertThat(unlimited.covers()).isTrue();
    assertThat(unlimited.toDraw(0)).isZero();
    assertThat(unlimited.leftMillis()).isZero();
  }
}
