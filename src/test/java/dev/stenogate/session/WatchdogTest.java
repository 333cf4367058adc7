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
  void audioWaitsAndDeltasThatAreDueComeSlowerThanRealTime() {
    watchdog.linked(0);
    assertThat(laggingWithin(20 * SECOND, 90, 48_000)).isBetween(5 * SECOND, 6 * SECOND);
  }

  @Test
  void aModelThatIsFasterThanRealTimeIsNotLateHoweverMuchWaits() {
    watchdog.linked(0);
    assertThat(laggingWithin(30 * SECOND, 70, 640_000)).isEqualTo(-1);
  }

  @Test
  void aSlowModelForWhichNothingWaitsIsNotLate() {
    watchdog.linked(0);
    assertThat(laggingWithin(30 * SECOND, 90, 16_000)).isEqualTo(-1);
  }

  @Test
  void theTimeBetweenUtterancesIsNotTheModels() {
    watchdog.linked(0);
    for (int i = 0; i < 10; i++) {
      assertThat(laggingWithin(3 * SECOND, 70, 640_000)).isEqualTo(-1);
      for (int tick = 0; tick < 8; tick++, now += TICK) {
        assertThat(watchdog.look(null, true, new Reach(0, 640_000), now)).isEmpty();
      }
    }
  }

  @Test
  void nobodyLeavesALateEndpointForNowhereOrInACrowd() {
    watchdog.linked(0);
    mayLeave = false;
    assertThat(laggingWithin(20 * SECOND, 90, 48_000)).isEqualTo(-1);
    mayLeave = true;
    room = false;
    assertThat(laggingWithin(20 * SECOND, 90, 48_000)).isEqualTo(-1);
  }

  /** When lateness is found, with a delta in so many milliseconds and so much audio that waits. */
  private long laggingWithin(long nanos, long stepMillis, long waitingSamples) {
    long from = now;
    Utterance open = new Utterance(0, 0, 6, Partials.REVISED, false);
    long heard = 0;
    for (; now - from < nanos; now += TICK) {
      for (; heard < (now - from) / 1_000_000 / stepMillis; heard++) {
        watchdog.delta(stepMillis * 1_000_000);
      }
      Optional<Trouble> trouble = watchdog.look(open, true, new Reach(0, waitingSamples), now);
      if (trouble.isPresent()) {
        assertThat(trouble.get().label()).isEqualTo("lagging");
        return now - from;
      }
    }
    return -1;
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
    now += 2 * SECOND;
    assertThat(watchdog.look(next, true, UP_TO_DATE, now)).isPresent();
  }

  @Test
  void audioThatPassesInNoTimeIsNotBlankYet() {
    watchdog.linked(0);
    speak(utterance, 5_000);
    now = SECOND - 1;
    assertThat(look(true)).isEmpty();

    now = SECOND;
    assertThat(look(true)).isPresent();
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
    now += 2 * SECOND;
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
    now += 2 * SECOND;
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
