package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.admission.Exceeded;
import dev.stenogate.admission.Exceeded.Limit;
import dev.stenogate.audio.Pcm;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.session.Reply.Notice;
import dev.stenogate.session.Reply.Segment;
import dev.stenogate.tenant.Access;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Credential;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.TenantLimits;
import dev.stenogate.tenant.TenantLimits.Audio;
import dev.stenogate.tenant.TenantLimits.Call;
import dev.stenogate.tenant.TenantLimits.Enforcement;
import dev.stenogate.tenant.TenantLimits.Starts;
import org.junit.jupiter.api.Test;

/** A session within the limits of its tenant. */
class TenantLimitsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Exceeded MINUTE = new Exceeded(Limit.AUDIO_PER_MINUTE, 60, SECOND);
  private static final Exceeded DAY = new Exceeded(Limit.AUDIO_PER_DAY, 60, 3_600 * SECOND);

  private final HandPermit permit = new HandPermit();

  @Test
  void aPermitComesBackWithWhatWasHeard() {
    permit.limitsAudio = true;
    World world = world(Audio.NONE, Call.NONE).begin();
    byte[] pcm = new ScriptedSpeech().words(0, 10, 60).pcm();

    world.say(pcm).halfClose().live(3_000);

    long heardMillis = Pcm.millis(pcm.length / 2);
    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(permit.released.getFirst()).isBetween(heardMillis, heardMillis + 1);
  }

  @Test
  void noAudioIsAskedForBeforeItWasDrawn() {
    permit.limitsAudio = true;
    permit.grantsAll = false;
    World world = world(Audio.NONE, Call.NONE).begin();
    world.loop.passMillis(1_000);
    assertThat(world.client.requested).isZero();

    permit.grant(10_000);
    world.loop.passMillis(1);

    assertThat(world.client.requested).isOne();
  }

  @Test
  void aCallerBeyondAMinutesAudioWaitsIsToldAndLosesNothing() {
    permit.limitsAudio = true;
    permit.grantsAll = false;
    World world = world(new Audio(60_000, 0), Call.NONE).begin();
    world.say(new ScriptedSpeech().words(0, 10, 60)).halfClose();
    permit.grant(2_000);
    int waits = 0;
    for (int i = 0; i < 1_000 && !world.session.isOver(); i++) {
      world.send(World.CHUNK_BYTES);
      world.close();
      if (permit.isAsked() && waits++ % 5 > 0) {
        permit.refuse(MINUTE);
      } else if (permit.isAsked()) {
        permit.grant(1_000);
      }
      world.loop.passMillis(100);
    }

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 10));
    assertThat(world.client.all(Notice.class))
        .extracting(Notice::code)
        .containsExactly(Notice.Code.RATE_LIMITED);
  }

  @Test
  void whenADaysAudioIsUsedUpWhatWasHeardBecomesFinalAndTheCallSaysWhy() {
    permit.limitsAudio = true;
    permit.grantsAll = false;
    World world = world(new Audio(0, 60_000), Call.NONE).begin();
    world.say(new ScriptedSpeech().words(0, 60, 60));
    permit.grant(5_000);
    for (int i = 0; i < 100; i++) {
      world.send(World.CHUNK_BYTES);
      world.loop.passMillis(80);
    }
    permit.refuse(DAY);
    world.loop.passMillis(5_000);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.TENANT_LIMIT);
    assertThat(world.client.ending.why())
        .isEqualTo(new Ending.Limited("acme", Limit.AUDIO_PER_DAY, 60, "", 3_600 * SECOND));
    String text = world.client.transcript();
    assertThat(text).isNotEmpty();
    assertThat(World.words(0, 60)).startsWith(text.substring(0, text.length() - 1));
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void aCallerThatSaidAllBeforeTheDayWasOverCompletes() {
    permit.limitsAudio = true;
    permit.grantsAll = false;
    World world = world(new Audio(0, 60_000), Call.NONE).begin();
    byte[] pcm = new ScriptedSpeech().words(0, 10, 60).pcm();
    world.say(pcm);
    permit.grant(Pcm.millis(pcm.length / 2));
    for (int i = 0; i < 1_000 && !world.allSent(); i++) {
      world.send(World.CHUNK_BYTES);
      world.loop.passMillis(80);
    }

    permit.refuse(DAY);
    world.session.onAudioEnded();
    world.loop.passMillis(3_000);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 10));
  }

  @Test
  void aDrawThatComesAfterTheEndChangesNothing() {
    permit.limitsAudio = true;
    permit.grantsAll = false;
    World world = world(new Audio(0, 60_000), Call.NONE).begin();

    world.session.onBroken(new Ending(Outcome.CALLER_CANCELLED, "gone"));
    permit.grant(10_000);
    world.loop.passMillis(1_000);

    assertThat(permit.released).containsExactly(0L);
  }

  @Test
  void aSessionEndsAtItsLongestBetweenTwoSegmentsAndItsCallerIsToldBefore() {
    World world = world(Audio.NONE, new Call(10_000, 0, 0)).begin();
    ScriptedSpeech speech = new ScriptedSpeech();
    for (int i = 0; i < 10; i++) {
      speech.words(5 * i, 5, 60).silenceMillis(1_200);
    }
    world.say(speech).live(0);

    Ending.Limited why = (Ending.Limited) world.client.ending.why();
    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.TENANT_LIMIT);
    assertThat(why.limit()).isEqualTo(Limit.DURATION);
    assertThat(why.value()).isEqualTo(10);
    assertThat(world.client.all(Notice.class))
        .containsExactly(
            new Notice(
                Notice.Code.SESSION_ENDING,
                "the session ends in 1 s: tenant acme is at its limit session-duration-max: 10"));
    assertThat(world.reports.getFirst().durationNanos()).isBetween(10 * SECOND, 15 * SECOND);
    assertThat(World.words(0, 50)).startsWith(world.client.transcript());
  }

  @Test
  void aSessionThatIsResumedHasWhatIsLeft() {
    World world =
        world(
            Audio.NONE,
            new Call(60_000, 0, 0),
            new SessionPlan.Origin(16_000 * 57, 16_000 * 57, 3));
    world.begin().loop.passMillis(2_900);
    assertThat(world.client.ending).isNull();

    world.loop.passMillis(400);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.TENANT_LIMIT);
    assertThat(world.client.all(Notice.class)).as("the call before it was told").isEmpty();
  }

  @Test
  void aSessionThatHadAllItsTimeIsNotResumed() {
    World world =
        world(
            Audio.NONE,
            new Call(60_000, 0, 0),
            new SessionPlan.Origin(16_000 * 60, 16_000 * 60, 3));

    world.begin().loop.passMillis(1);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.TENANT_LIMIT);
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void aCallerThatGoesLongBeforeTheEndIsGone() {
    World world = world(Audio.NONE, new Call(60_000, 0, 0)).begin();
    world.loop.passMillis(1_000);

    world.session.onBroken(new Ending(Outcome.CALLER_CANCELLED, "gone"));

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.CALLER_CANCELLED);
  }

  @Test
  void inShadowModeASessionMayBeLongAndFast() {
    TenantLimits shadow =
        new TenantLimits(
            0, Starts.NONE, Audio.NONE, new Call(5_000, 1, 1_000), new Enforcement(false, 1));
    World world = world(shadow, SessionPlan.Origin.NEW).begin();
    world.say(new byte[16_000 * 2 * 20]);

    world.fast(World.CHUNK_BYTES, 10_000);

    assertThat(world.client.ending).isNull();
    assertThat(sentSeconds(world)).isEqualTo(20);
  }

  @Test
  void aDayThatIsOverEndsACallThatHasNoSlotYet() {
    permit.limitsAudio = true;
    permit.grantsAll = false;
    World world = world(new Audio(0, 60_000), Call.NONE);
    world.model(0).neverReady = true;
    world.begin().loop.passMillis(10);

    permit.refuse(DAY);
    world.loop.passMillis(10);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.TENANT_LIMIT);
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void aPauseThatTheLimitsMakeCutsNoSegment() {
    permit.limitsAudio = true;
    permit.grantsAll = false;
    World world = world(new Audio(60_000, 0), Call.NONE).begin();
    world.say(new ScriptedSpeech().words(0, 10, 60)).halfClose();
    permit.grant(2_000);
    for (int i = 0; i < 1_000 && !world.session.isOver(); i++) {
      world.send(World.CHUNK_BYTES);
      world.close();
      if (permit.isAsked() && i % 40 == 39) { // After 4 s.
        permit.grant(2_000);
      }
      world.loop.passMillis(100);
    }

    assertThat(world.client.all(Segment.class)).filteredOn(Segment::isFinal).hasSize(1);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 10));
  }

  @Test
  void aDrainThatComesSoonerIsADrain() {
    World world = world(Audio.NONE, new Call(60_000, 0, 0)).begin();
    world.loop.passMillis(100);

    world.session.onDrain(2 * SECOND);
    world.loop.passMillis(3_000);

    assertThat(world.client.ending).isEqualTo(Ending.DRAINED);
  }

  @Test
  void audioComesNoFasterThanItsPaceOverABurst() {
    World world = world(Audio.NONE, new Call(0, 2, 3_000)).begin();
    world.say(new byte[16_000 * 2 * 60]);

    world.fast(World.CHUNK_BYTES, 10_000);

    double seconds = world.reports.isEmpty() ? sentSeconds(world) : 0;
    assertThat(seconds).isBetween(2 * 10 + 3 - 1.0, 2 * 10 + 3 + 0.1);
  }

  @Test
  void aTenantsBacklogIsWhatIsHeld() {
    World world = world(Audio.NONE, new Call(0, 0, 20_000));
    world.model(0).neverReady = true;
    world.begin().say(new byte[16_000 * 2 * 120]);

    world.fast(World.CHUNK_BYTES, 5_000);

    assertThat(world.session.bufferedBytes())
        .isBetween(16_000 * 2 * 50, 16_000 * 2 * 50 + World.CHUNK_BYTES);
  }

  private static double sentSeconds(World world) {
    return world.taken() * World.CHUNK_BYTES / 32_000.0;
  }

  private World world(Audio audio, Call call) {
    return world(audio, call, SessionPlan.Origin.NEW);
  }

  private World world(Audio audio, Call call, SessionPlan.Origin origin) {
    return world(new TenantLimits(0, Starts.NONE, audio, call, Enforcement.REFUSE), origin);
  }

  private World world(TenantLimits limits, SessionPlan.Origin origin) {
    Caller caller = new Caller(new Tenant("acme", 1, limits, Access.EVERYTHING), Credential.NONE);
    SessionPlan plan = World.resumed(origin);
    return new World(
        1,
        SessionLimits.DEFAULT,
        new SessionPlan(
            plan.sessionId(),
            plan.callId(),
            caller,
            plan.requirements(),
            plan.claim(),
            plan.origin(),
            plan.endpointing(),
            plan.partials(),
            plan.wordOffsets(),
            plan.speechEvents(),
            plan.redaction(),
            plan.labels()),
        permit);
  }
}
