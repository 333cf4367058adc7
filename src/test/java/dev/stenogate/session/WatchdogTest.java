package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.session.Watchdog.Reach;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long TICK = Session.TICK_NANOS;
  private static final int TOKEN = 1_280;
  private static final Reach UP_TO_DATE = new Reach(0, 0);

  private boolean room = true;
  private boolean mayLeave = true;
  private long now;
  private final Watchdog watchdog = watchdog(true);
  private final Utterance utterance = new Utterance(0, 0, 6, Partials.REVISED, false);

  @Test
  void whatIsDueIsWaitedForAShortTimeWhereThereIsRoomElsewhereAndLongerWhereNot() {
    utterance.sentTo(8 * TOKEN, 0);
    assertThat(firstTrouble(2 * SECOND)).isEqualTo("stalled at 1500 ms");

    room = false;
    watchdog.linked(now);
    assertThat(firstTrouble(10 * SECOND)).isEqualTo("stalled at 5000 ms");
  }

  @Test
  void aGatewayThatIsItselfLateBlamesNoEndpoint() {
    utterance.sentTo(8 * TOKEN, 0);
    watchdog.linked(0);

    now = 3 * SECOND; // No look for three seconds.

    assertThat(look(true)).isEmpty();
    now += TICK;
    assertThat(look(true)).isEmpty();
    now += SECOND + TICK;
    assertThat(look(true)).isEmpty(); // That one was late again.
    assertThat(firstTrouble(2 * SECOND)).isEqualTo("stalled at 1500 ms");
  }

  @Test
  void aLinkThatTakesNothingIsFoundThoughNothingIsDue() {
    watchdog.linked(0);
    for (; now < 3 * SECOND / 2; now += TICK) {
      assertThat(look(false)).isEmpty();
    }

    assertThat(look(false)).get().extracting(Trouble::label).isEqualTo("unwritable");
  }

  @Test
  void latenessIsWaitingAudioAndAModelSlowerThanRealTime() {
    watchdog.linked(0);
    // 3 s wait; heard at 90 % of real time.
    Optional<Trouble> trouble = Optional.empty();
    while (trouble.isEmpty() && now < 20 * SECOND) {
      now += TICK;
      long done = now * 16 * 9 / 10 / 1_000_000;
      assertThat(watchdog.look(null, true, new Reach(done, done + 48_000), now)).isEmpty();
      trouble = watchdog.look(utterance, true, new Reach(done, done + 48_000), now);
    }

    assertThat(trouble).get().extracting(Trouble::label).isEqualTo("lagging");
    assertThat(now).isBetween(5 * SECOND, 6 * SECOND);
  }

  @Test
  void aModelThatCatchesUpIsNotLateHoweverMuchWaits() {
    watchdog.linked(0);
    for (; now < 30 * SECOND; now += TICK) {
      long done = now * 16 * 11 / 10 / 1_000_000;
      assertThat(watchdog.look(utterance, true, new Reach(done, done + 320_000), now)).isEmpty();
    }
  }

  @Test
  void nobodyLeavesALateEndpointForNowhereOrInACrowd() {
    watchdog.linked(0);
    mayLeave = false;
    for (; now < 20 * SECOND; now += TICK) {
      assertThat(watchdog.look(utterance, true, new Reach(0, 48_000), now)).isEmpty();
    }
    mayLeave = true;
    room = false;
    for (; now < 40 * SECOND; now += TICK) {
      assertThat(watchdog.look(utterance, true, new Reach(0, 48_000), now)).isEmpty();
    }
  }

  @Test
  void speechForWhichNothingIsWrittenIsSuspiciousAndLessOfItAtTheEnd() {
    watchdog.linked(0);
    speak(2_400);
    assertThat(look(true)).isEmpty();
    assertThat(watchdog.judge(utterance, " words", now))
        .get()
        .extracting(Trouble::label)
        .isEqualTo("blank_tokens");

    Utterance next = new Utterance(0, 0, 6, Partials.REVISED, false);
    speak(next, 2_600);
    assertThat(watchdog.look(next, true, UP_TO_DATE, now)).isPresent();
  }

  @Test
  void textForTheSpeechIsNoBlankHoweverLongItTook() {
    watchdog.linked(0);
    speak(2_400);
    utterance.delta(" word", 0);
    speak(900);

    assertThat(look(true)).isEmpty();
    assertThat(watchdog.judge(utterance, " word", now)).isEmpty();
  }

  @Test
  void anUtteranceIsHeardAgainTwiceAtMostAndASessionThreeTimesAndThenOnceAMinute() {
    watchdog.linked(0);
    speak(2_600);
    assertThat(look(true)).isPresent();
    assertThat(look(true)).isPresent();
    assertThat(look(true)).isEmpty();

    Utterance next = new Utterance(0, 0, 6, Partials.REVISED, false);
    speak(next, 2_600);
    assertThat(watchdog.look(next, true, UP_TO_DATE, now)).isPresent();
    assertThat(watchdog.look(next, true, UP_TO_DATE, now)).isEmpty();
    now += 60 * SECOND;
    assertThat(watchdog.judge(next, "", now)).isPresent();
  }

  @Test
  void whereVoiceActivityMeansNothingNoBlankIsFound() {
    Watchdog deaf = watchdog(false);
    deaf.linked(0);
    speak(20_000);

    assertThat(deaf.look(utterance, true, UP_TO_DATE, now)).isEmpty();
    assertThat(deaf.judge(utterance, "", now)).isEmpty();
  }

  private Watchdog watchdog(boolean judgesBlank) {
    return new Watchdog(
        SessionLimits.Watch.DEFAULT,
        judgesBlank,
        new Watchdog.Elsewhere() {
          @Override
          public boolean hasRoom() {
            return room;
          }

          @Override
          public boolean mayLeave() {
            return mayLeave;
          }
        });
  }

  private Optional<Trouble> look(boolean writable) {
    return watchdog.look(utterance, writable, UP_TO_DATE, now);
  }

  /** Looks at every tick. */
  private String firstTrouble(long withinNanos) {
    long from = now;
    watchdog.linked(from);
    for (; now - from <= withinNanos; now += TICK) {
      Optional<Trouble> trouble = look(true);
      if (trouble.isPresent()) {
        return trouble.get().label() + " at " + (now - from) / 1_000_000 + " ms";
      }
    }
    return "none";
  }

  private void speak(int millis) {
    speak(utterance, millis);
  }

  /** So much speech, all of it heard, and nothing written. */
  private static void speak(Utterance utterance, int millis) {
    long from = (long) utterance.deltas() * TOKEN;
    for (int frame = 1; frame <= millis / 20; frame++) {
      utterance.blankness().speechTo(from + frame * 320L);
    }
    utterance.sentTo(from + millis * 16L, 0);
    for (int delta = 0; delta < (millis + 79) / 80; delta++) {
      utterance.delta("", 0);
    }
  }
}
