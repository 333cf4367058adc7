package dev.stenogate.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.admission.Account.Ruling;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.tenant.TenantLimits;
import dev.stenogate.tenant.TenantLimits.Audio;
import dev.stenogate.tenant.TenantLimits.Call;
import dev.stenogate.tenant.TenantLimits.Enforcement;
import dev.stenogate.tenant.TenantLimits.Starts;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {
  private static final long SECOND = 1_000_000L;
  private static final long NOON = 20_000 * QuotaRules.DAY_MICROS + QuotaRules.DAY_MICROS / 2;

  @Test
  void aBurstIsAdmittedAtOnceAndThenOneInEachInterval() {
    QuotaRules rules = rules(0, new Starts(2, 3), Audio.NONE, true);
    Account account = Account.NEW;
    for (int i = 0; i < 3; i++) {
      account = account.admit(rules, NOON).after();
    }

    Ruling fourth = account.admit(rules, NOON);

    assertThat(account.sessions()).isEqualTo(3);
    assertThat(fourth.exceeded()).isEqualTo(Limit.STARTS);
    assertThat(fourth.retryMicros()).isEqualTo(SECOND / 2);
    assertThat(account.admit(rules, NOON + SECOND / 2 - 1).exceeded()).isEqualTo(Limit.STARTS);
    assertThat(account.admit(rules, NOON + SECOND / 2).exceeded()).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void startsNeverExceedTheBucketOverAnyWindow(long seed) {
    SplittableRandom chance = new SplittableRandom(seed);
    double perSecond = Math.pow(10, chance.nextDouble(-1, 3));
    int burst = chance.nextInt(1, 30);
    QuotaRules rules = rules(0, new Starts(perSecond, burst), Audio.NONE, true);
    Account account = Account.NEW;
    List<Long> starts = new ArrayList<>();
    long now = NOON;
    for (int i = 0; i < 3_000; i++) {
      now += (long) (chance.nextExponential() * SECOND / perSecond / 2);
      Ruling ruling = account.admit(rules, now);
      account = ruling.after();
      if (ruling.exceeded() == null) {
        starts.add(now);
      }
    }

    assertThat(Windows.mostBeyond(starts, perSecond / 1e6)).isLessThanOrEqualTo(burst);
    double most = burst + (double) (now - NOON) / 1e6 * perSecond;
    assertThat((double) starts.size())
        .as("nor is much refused that it has")
        .isGreaterThan(0.8 * most);
  }

  @Test
  void aResumedSessionPaysNoStartAndCountsAsASession() {
    QuotaRules rules = rules(2, new Starts(1, 1), Audio.NONE, true);
    Account one = Account.NEW.admit(rules, NOON).after();

    Ruling resumed = one.admit(rules, true, NOON);

    assertThat(resumed.exceeded()).isNull();
    assertThat(resumed.after().startsDebtMicros(NOON)).isEqualTo(SECOND);
    assertThat(resumed.after().admit(rules, true, NOON).exceeded()).isEqualTo(Limit.SESSIONS);
  }

  @Test
  void nothingIsSpentWhereOneLimitSaysNo() {
    QuotaRules rules = rules(1, new Starts(1, 2), Audio.NONE, true);
    Account one = Account.NEW.admit(rules, NOON).after();

    Ruling refused = one.admit(rules, NOON);

    assertThat(refused.exceeded()).isEqualTo(Limit.SESSIONS);
    assertThat(refused.after()).isEqualTo(one);
    assertThat(one.ended().admit(rules, NOON).exceeded()).isNull();
  }

  @Test
  void theLimitThatHoldsLongestIsNamedWithItsEnd() {
    QuotaRules rules = rules(1, new Starts(1, 1), new Audio(60_000, 60_000), true);
    Account used = Account.NEW.admit(rules, NOON).after();
    used = used.draw(rules, 60_000, NOON).after();

    Ruling refused = used.admit(rules, NOON);

    assertThat(refused.exceeded()).isEqualTo(Limit.AUDIO_PER_DAY);
    assertThat(refused.retryMicros()).isEqualTo(QuotaRules.DAY_MICROS / 2);
    assertThat(used.admit(rules, NOON + refused.retryMicros()).exceeded())
        .as("another day, but the session runs yet")
        .isEqualTo(Limit.SESSIONS);
  }

  @Test
  void aSessionDoesNotBeginWithLessThanASecondOfAudio() {
    QuotaRules rules = rules(0, Starts.NONE, new Audio(60_000, 0), true);
    Account used = Account.NEW.draw(rules, 59_001, NOON).after();

    Ruling refused = used.admit(rules, NOON);

    assertThat(refused.exceeded()).isEqualTo(Limit.AUDIO_PER_MINUTE);
    assertThat(refused.retryMicros()).isEqualTo(1_000);
    assertThat(used.admit(rules, NOON + 1_000).exceeded()).isNull();
  }

  @Test
  void whatIsLeftOfADayIsDrawnToTheLastMillisecond() {
    QuotaRules rules = rules(0, Starts.NONE, new Audio(0, 10_003), true);
    Ruling first = Account.NEW.draw(rules, 10_000, NOON);
    Ruling second = first.after().draw(rules, 10_000, NOON);
    Ruling third = second.after().draw(rules, 10_000, NOON);

    assertThat(first.grantedMillis()).isEqualTo(10_000);
    assertThat(second.grantedMillis()).isEqualTo(3);
    assertThat(third.exceeded()).isEqualTo(Limit.AUDIO_PER_DAY);
    assertThat(third.grantedMillis()).isZero();
    assertThat(third.after().draw(rules, 10_000, NOON + third.retryMicros()).grantedMillis())
        .isEqualTo(10_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void audioNeverExceedsAMinutesBucketOverAnyWindow(long seed) {
    SplittableRandom chance = new SplittableRandom(seed);
    long perMinute = chance.nextLong(500, 600_000);
    QuotaRules rules = rules(0, Starts.NONE, new Audio(perMinute, 0), true);
    Account account = Account.NEW;
    List<Long> millis = new ArrayList<>();
    long now = NOON;
    for (int i = 0; i < 500; i++) {
      now += chance.nextLong(2 * SECOND);
      Ruling ruling = account.draw(rules, chance.nextLong(1, perMinute / 10), now);
      account = ruling.after();
      for (long m = 0; m < ruling.grantedMillis(); m += 10) {
        millis.add(now);
      }
    }

    assertThat(10 * Windows.mostBeyond(millis, perMinute / 6e8))
        .isLessThanOrEqualTo((double) perMinute + 5_000);
  }

  @Test
  void audioThatWasNotHeardIsThereAgainButNotThatOfYesterday() {
    QuotaRules rules = rules(0, Starts.NONE, new Audio(60_000, 60_000), true);
    Account drawn = Account.NEW.draw(rules, 10_000, NOON).after();

    Account back = drawn.giveBack(rules, 4_000, drawn.day(), NOON);
    Account late = drawn.giveBack(rules, 4_000, drawn.day() - 1, NOON);

    assertThat(back.dayMillis()).isEqualTo(6_000);
    assertThat(back.audioDebtMicros(NOON)).isEqualTo(6 * SECOND);
    assertThat(late.dayMillis()).isEqualTo(10_000);
  }

  @Test
  void audioThatWasHeardAndNotDrawnCounts() {
    QuotaRules rules = rules(0, Starts.NONE, new Audio(60_000, 60_000), true);
    Account drawn = Account.NEW.draw(rules, 10_000, NOON).after();

    Account after = drawn.giveBack(rules, -2_000, drawn.day(), NOON);

    assertThat(after.dayMillis()).isEqualTo(12_000);
    assertThat(after.audioDebtMicros(NOON)).isEqualTo(12 * SECOND);
  }

  @Test
  void inShadowModeAllIsLetThroughAndAsMuchWouldBeRefusedAsIfItWere() {
    QuotaRules strict = rules(0, new Starts(1, 2), Audio.NONE, true);
    QuotaRules shadow = rules(0, new Starts(1, 2), Audio.NONE, false);
    Account refusing = Account.NEW;
    Account counting = Account.NEW;
    for (int i = 0; i < 50; i++) {
      long now = NOON + i * SECOND / 3;
      Ruling one = refusing.admit(strict, now);
      Ruling other = counting.admit(shadow, now);
      assertThat(other.exceeded()).isEqualTo(one.exceeded());
      refusing = one.after();
      counting = other.after();
    }

    assertThat(counting.sessions()).isEqualTo(50);
    assertThat(refusing.sessions()).isLessThan(20);
  }

  @Test
  void inShadowModeADaysAudioIsCountedBeyondItsLimit() {
    QuotaRules shadow = rules(0, Starts.NONE, new Audio(0, 1_000), false);
    Ruling first = Account.NEW.draw(shadow, 1_000, NOON);
    Ruling second = first.after().draw(shadow, 1_000, NOON);

    assertThat(second.exceeded()).isEqualTo(Limit.AUDIO_PER_DAY);
    assertThat(second.grantedMillis()).isEqualTo(1_000);
    assertThat(second.after().dayMillis()).isEqualTo(2_000);
  }

  @Test
  void aClockThatGoesBackCostsNoMoreThanOneBucket() {
    QuotaRules rules = rules(0, new Starts(10, 1), Audio.NONE, true);
    Account used = Account.NEW.admit(rules, NOON).after();

    Ruling refused = used.admit(rules, NOON - 3_600 * SECOND);

    assertThat(refused.exceeded()).isEqualTo(Limit.STARTS);
    assertThat(refused.retryMicros()).isEqualTo(SECOND / 10);
  }

  @Test
  void aLimitThatIsRaisedHoldsAtOnce() {
    QuotaRules slow = rules(0, new Starts(0.001, 5), Audio.NONE, true);
    Account used = Account.NEW;
    for (int i = 0; i < 5; i++) {
      used = used.admit(slow, NOON).after();
    }
    QuotaRules fast = rules(0, new Starts(100, 5), Audio.NONE, true);

    assertThat(used.admit(fast, NOON).retryMicros()).isEqualTo(SECOND / 100);
  }

  @Test
  void noLimitsAreNone() {
    QuotaRules none = QuotaRules.of(TenantLimits.NONE);
    Ruling ruling = Account.NEW.admit(none, NOON).after().draw(none, 1_000_000, NOON);

    assertThat(none.isUnlimited()).isTrue();
    assertThat(ruling.exceeded()).isNull();
    assertThat(ruling.grantedMillis()).isEqualTo(1_000_000);
    assertThat(ruling.after().ended().isIdle(NOON + QuotaRules.DAY_MICROS)).isTrue();
  }

  private static QuotaRules rules(int sessions, Starts starts, Audio audio, boolean refuses) {
    return QuotaRules.of(
        new TenantLimits(sessions, starts, audio, Call.NONE, new Enforcement(refuses, 1)));
  }
}
