package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.routing.Ask;
import dev.stenogate.session.Reply.Segment;
import dev.stenogate.upstream.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final long MINUTES = 60_000;

  private static ScriptedSpeech speech() {
    return new ScriptedSpeech().silenceMillis(400);
  }

  @Test
  void finalsConcatenateToWhatWasSaidAndAreCutAtPauses() {
    World world = World.of(1).begin();
    world.say(
        speech().words(0, 5, 100).silenceMillis(900).words(5, 4, 150).silenceMillis(1_000).word(9));

    world.halfClose().live(3_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 10));
    assertThat(world.client.finals())
        .extracting(Segment::text)
        .containsExactly(World.words(0, 5), World.words(5, 4), " w9");
    assertThat(world.client.finals()).extracting(Segment::segmentId).containsExactly(0L, 1L, 2L);
    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(world.client.replies.getFirst()).isInstanceOf(Reply.Started.class);
    assertThat(world.client.replies.getLast()).isInstanceOf(Reply.Completed.class);
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void segmentsDoNotOverlapAndHoldTheirWords() {
    World world = World.of(1).begin();
    world.say(speech().words(0, 5, 100).silenceMillis(900).words(5, 4, 150));

    world.halfClose().live(3_000);

    List<Segment> finals = world.client.finals();
    assertThat(finals.get(0).end()).isLessThanOrEqualTo(finals.get(1).start());
    for (Segment segment : finals) {
      assertThat(segment.words()).hasSize(segment.text().trim().split(" ").length);
      assertThat(segment.words())
          .allSatisfy(w -> assertThat(w.end()).isBetween(segment.start(), segment.end()));
    }
    // The third word ends 400 + 3 × 320 + 2 × 100 ms into the session.
    assertThat(finals.getFirst().words().get(2).end() / 16).isBetween(1_400L, 1_720L);
  }

  @Test
  void silenceCostsNoModelTime() {
    World world = World.of(1).begin();
    world.say(new ScriptedSpeech().silenceMillis(20_000).word(1).silenceMillis(20_000));

    world.halfClose().live(2_000);

    Reply.Usage usage = world.client.all(Reply.Completed.class).getFirst().usage();
    assertThat(usage.received()).isEqualTo(40_320 * 16);
    assertThat(usage.transcribed()).isLessThan(2_000 * 16);
    assertThat(world.client.transcript()).isEqualTo(" w1");
  }

  @Test
  void partialsGrowAndAreCommittedWhole() {
    World world = World.of(1).begin();
    world.say(speech().words(0, 10, 100));

    world.halfClose().live(3_000);

    List<Segment> partials = world.client.partials();
    assertThat(partials).hasSizeGreaterThan(5);
    for (int i = 1; i < partials.size(); i++) {
      assertThat(partials.get(i).text()).startsWith(partials.get(i - 1).text());
      assertThat(partials.get(i).committedLength()).isEqualTo(partials.get(i).text().length());
    }
  }

  @Test
  void aFlushIsAnsweredAfterTheFinalOfWhatCameBeforeIt() {
    World world = World.of(1).begin();
    world.say(speech().words(0, 3, 100)).live(0);

    world.flush("now");
    world.say(new ScriptedSpeech().words(3, 2, 100)).halfClose().live(3_000);

    List<Reply> told =
        world.client.replies.stream()
            .filter(r -> r instanceof Reply.Flushed || (r instanceof Segment s && s.isFinal()))
            .toList();
    assertThat(told)
        .element(0)
        .isInstanceOfSatisfying(
            Segment.class, s -> assertThat(s.text()).isEqualTo(World.words(0, 3)));
    assertThat(told).element(1).isEqualTo(new Reply.Flushed("now"));
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 5));
  }

  @Test
  void flushesInSilenceAreAnsweredAtOnceAndInOrder() {
    World world = World.of(1).begin();
    world.loop.passMillis(100);

    world.flush("a");
    world.flush("b");

    assertThat(world.client.all(Reply.Flushed.class))
        .extracting(Reply.Flushed::id)
        .containsExactly("a", "b");
  }

  @Test
  void aCallWithoutAudioCompletes() {
    World world = World.of(1).begin();

    world.halfClose().live(1_000);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(world.client.finals()).isEmpty();
  }

  @Test
  void speechWithoutAPauseIsCutAtTheMaximumAndNothingIsLostOrSaidTwice() {
    World world = World.of(1).begin();
    world.say(speech().words(0, 300, 0));

    world.halfClose().live(5_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 300));
    assertThat(world.client.finals()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(world.client.finals())
        .allSatisfy(s -> assertThat(s.end() - s.start()).isLessThanOrEqualTo(480_000));
  }

  @Test
  void aShortPauseBeforeTheMaximumIsPreferredToACutInSpeech() {
    World world = World.of(1).begin();
    world.say(speech().words(0, 80, 0).silenceMillis(300).words(80, 40, 0));

    world.halfClose().live(5_000);

    long pause = (400 + 80 * 320) * 16;
    assertThat(world.client.finals().getFirst().end()).isBetween(pause, pause + 300 * 16);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 120));
  }

  @Test
  void audioThatComesWhileAnUtteranceIsFinishedWaitsForTheNext() {
    World world = World.of(1).begin();
    world.model(0).stepNanos = 60_000_000; // 17 steps are a second.
    world.say(speech().words(0, 4, 50).silenceMillis(700).words(4, 6, 50));

    world.halfClose().live(5_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 10));
  }

  @Test
  void withoutVoiceActivitySilenceIsTranscribedToo() {
    World world =
        new World(1, SessionLimits.DEFAULT, World.plan(new Endpointing(10_240, 480_000, false)))
            .begin();
    world.say(new ScriptedSpeech().silenceMillis(3_000).word(1).silenceMillis(3_000));

    world.halfClose().live(2_000);

    Reply.Usage usage = world.client.all(Reply.Completed.class).getFirst().usage();
    assertThat(usage.transcribed()).isEqualTo(usage.received());
    assertThat(world.client.transcript()).isEqualTo(" w1");
  }

  @Test
  void aLostLinkIsReplayedElsewhereWithTheNextRevision() {
    World world = World.of(2).begin();
    world.say(speech().words(0, 10, 100)).live(0);
    SimulatedModel first = world.serving();

    first.last().die(new Signal.Closed(Signal.Reason.LOST, "reset"));
    world.loop.passMillis(200);
    assertThat(world.serving()).isNotSameAs(first);
    world.say(new ScriptedSpeech().words(10, 5, 100)).halfClose().live(4_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 15));
    assertThat(world.client.finals())
        .singleElement()
        .satisfies(s -> assertThat(s.revision()).isEqualTo(1));
    assertThat(world.client.all(Reply.Notice.class))
        .extracting(Reply.Notice::code)
        .containsExactly(Reply.Notice.Code.ENDPOINT_CHANGED);
    assertThat(world.client.all(Reply.Completed.class).getFirst().usage().replayed()).isPositive();
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void aLinkLostWhileFinishingIsReplayedToo() {
    World world = World.of(2).begin();
    world.model(0).noDone = true;
    world.model(1).noDone = true;
    world.say(speech().words(0, 5, 100)).halfClose().live(1_000);
    SimulatedModel first = world.serving();
    world.models.values().forEach(m -> m.noDone = false);

    first.last().die(new Signal.Closed(Signal.Reason.ENDED, "the SDK says success"));
    world.loop.passMillis(3_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 5));
    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void whatAnAbandonedLinkSaysLateChangesNothing() {
    World world = World.of(2).begin();
    world.say(speech().words(0, 5, 100)).live(0);
    SimulatedModel.SimulatedLink abandoned = world.serving().last();
    world.serving().last().die(new Signal.Closed(Signal.Reason.LOST, "reset"));
    world.loop.passMillis(10);

    abandoned.sayLate(new Signal.Delta(" nonsense"));
    abandoned.sayLate(new Signal.Done(" nonsense", 1, 1));
    abandoned.sayLate(new Signal.Closed(Signal.Reason.LOST, "again"));
    world.halfClose().live(4_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 5));
    assertThat(world.linkFailures).hasSize(1);
  }

  @Test
  void aMuteModelIsLeft() {
    World world = World.of(2).begin();
    world.say(speech().words(0, 3, 100)).live(0);
    SimulatedModel first = world.serving();

    first.mute = true;
    world.say(new ScriptedSpeech().words(3, 20, 100)).halfClose().live(8_000);

    assertThat(world.linkFailures)
        .singleElement()
        .satisfies(f -> assertThat(f).endsWith("stalled"));
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 23));
  }

  @Test
  void linksThatKeepFailingEndTheSessionAndKeepWhatIsFinal() {
    World world = World.of(3).begin();
    world.say(speech().words(0, 3, 100).silenceMillis(1_500)).live(500);
    world
        .models
        .values()
        .forEach(m -> m.refusal = new Signal.Closed(Signal.Reason.UNREACHABLE, "refused"));

    world.serving().last().die(new Signal.Closed(Signal.Reason.LOST, "reset"));
    world.loop.passMillis(31_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 3));
    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.UPSTREAM_LOST);
    assertThat(world.client.ending.detail()).contains("refused");
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void wrongCredentialsAreSaidAndNotTriedTwiceOnOneEndpoint() {
    World world = World.of(1);
    world.model(0).refusal = new Signal.Closed(Signal.Reason.DENIED, "403 AccessDeniedException");

    world.begin().loop.passMillis(1_000);

    assertThat(world.client.ending)
        .satisfies(
            ending -> {
              assertThat(ending.outcome()).isEqualTo(Outcome.UPSTREAM_MISCONFIGURED);
              assertThat(ending.detail()).isEqualTo("403 AccessDeniedException");
              assertThat(ending.told()).contains("403").doesNotContain("AccessDeniedException");
            });
    assertThat(world.model(0).links).hasSize(1);
  }

  @Test
  void aRefusedLinkIsTriedOnTheNextEndpointBeforeTheCallerHearsAnything() {
    World world = World.of(2);
    world.model(0).refusal = new Signal.Closed(Signal.Reason.REFUSED, "503");

    world.begin().say(speech().words(0, 3, 100)).halfClose().live(3_000);

    assertThat(world.client.all(Reply.Started.class))
        .containsExactly(new Reply.Started("gpu-1", "voxtral"));
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 3));
  }

  @Test
  void aModelThatNeverAcceptsIsGivenUpInTime() {
    World world = World.of(1);
    world.model(0).neverReady = true;

    world.begin().loop.passMillis(31_000);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.UPSTREAM_LOST);
    assertThat(world.linkFailures).containsOnly("gpu-0 connect_timeout").hasSize(3);
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void aFullPoolRefusesAtOnce() {
    World world = World.of(1);
    world.dispatcher.reserve(Ask.first(World.plan().requirements()), 0);
    world.dispatcher.reserve(Ask.first(World.plan().requirements()), 0);

    world.begin().loop.pass(0);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.POOL_FULL);
    assertThat(world.slotsHeld()).isEqualTo(2);
  }

  @Test
  void aCallerThatFallsSilentOnTheWireIsEndedInTime() {
    World world = World.of(1).begin();

    world.loop.passMillis(59_000);
    assertThat(world.client.ending).isNull();
    world.loop.passMillis(2_000);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.CALLER_IDLE);
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void heartbeatsKeepASilentCallerAlive() {
    World world = World.of(1).begin();

    for (int i = 0; i < 5; i++) {
      world.loop.passMillis(50_000);
      world.session.onHeartbeat();
    }

    assertThat(world.client.ending).isNull();
    assertThat(world.client.all(Reply.Progress.class)).hasSizeGreaterThanOrEqualTo(16);
  }

  @Test
  void aCallerThatPausesInMidWordGetsItsFinalAndCanGoOn() {
    World world = World.of(1).begin();
    world.say(speech().words(0, 3, 0)).live(3_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 3));
    world.say(new ScriptedSpeech().words(3, 3, 0)).halfClose().live(3_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 6));
  }

  @Test
  void aCallerThatCancelsGivesItsSlotBackAtOnce() {
    World world = World.of(1).begin();
    world.say(speech().words(0, 3, 0)).live(0);

    world.session.onBroken(new Ending(Outcome.CALLER_CANCELLED, "gone"));

    assertThat(world.slotsHeld()).isZero();
    assertThat(world.model(0).openLinks()).isZero();
    assertThat(world.reports)
        .singleElement()
        .satisfies(r -> assertThat(r.ending().outcome()).isEqualTo(Outcome.CALLER_CANCELLED));
  }

  @Test
  void aDefectWithinTheEndKeepsNeitherSlotNorCaller() {
    World world = World.of(1).begin();
    world.defectsArePlanned = true;
    world.say(speech().words(0, 3, 0)).live(0);
    world.model(0).closeThrows = true;

    world.session.onBroken(new Ending(Outcome.CALLER_CANCELLED, "gone"));

    assertThat(world.slotsHeld()).isZero();
    assertThat(world.client.endings).isOne();
    assertThat(world.reports).hasSize(1);
  }

  @Test
  void aFloodAgainstASlowModelAndAnUnreadResponseIsHeldWithinTheBoundAndLosesNothing() {
    World world = World.of(1).begin();
    world.model(0).stepNanos = 70_000_000; // hardly faster than real time
    ScriptedSpeech halfAnHour = speech();
    int words = 3_000;
    for (int i = 0; i < words; i += 10) {
      halfAnHour.words(i, 10, 100).silenceMillis(1_700);
    }
    world.say(halfAnHour).halfClose();
    world.client.reads = false;

    int mostHeld = 0;
    for (int second = 0; second < 240; second++) {
      world.fast(65_536, 1_000);
      mostHeld = Math.max(mostHeld, world.session.bufferedBytes());
    }
    assertThat(world.client.ending).isNull();
    assertThat(world.allSent()).isFalse();
    world.client.reads = true;
    world.session.onClientReady();
    for (int second = 0; second < 2_000; second++) {
      world.fast(65_536, 1_000);
      mostHeld = Math.max(mostHeld, world.session.bufferedBytes());
    }

    assertThat(mostHeld).isBetween(65_536, world.bufferBytesMax + 65_536);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, words));
    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void aCallerThatNeverReadsIsEndedInTime() {
    World world = World.of(1);
    world.client.reads = false;
    world.begin();

    world.loop.passMillis(6 * MINUTES);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.CALLER_NOT_READING);
  }

  @Test
  void theModelIsNeverGivenMoreThanTheWindow() {
    World world = World.of(1).begin();
    world.model(0).stepNanos = 100_000_000;
    world.say(speech().words(0, 60, 20)).halfClose();

    world.fast(65_536, 60_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 60));
    assertThat(world.model(0).last().samplesMostDue)
        .isLessThanOrEqualTo(SessionLimits.DEFAULT.windowTokens());
  }

  @Test
  void sixtyFiveMinutesOfAudioAreExactlyOnceInConstantMemory() {
    World world = World.of(1).begin();
    int sentences =
        65 * 60 / 5; // of 5 s: 12 words of 320 ms, 11 pauses of 30 ms, and 830 ms of silence
    int mostHeldEarly = 0;
    int mostHeldLate = 0;
    for (int i = 0; i < sentences; i++) {
      world.say(new ScriptedSpeech().words(12 * i, 12, 30).silenceMillis(800));
      world.live(0);
      if (i < sentences / 10) {
        mostHeldEarly = Math.max(mostHeldEarly, world.session.bufferedBytes());
      } else {
        mostHeldLate = Math.max(mostHeldLate, world.session.bufferedBytes());
      }
    }
    world.halfClose().live(3_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 12 * sentences));
    assertThat(mostHeldLate).isLessThanOrEqualTo(mostHeldEarly).isLessThan(250_000);
    assertThat(world.client.all(Reply.Completed.class).getFirst().usage().received())
        .isGreaterThan(64 * 60 * 16_000);
  }

  @Test
  void progressNeverGoesBack() {
    World world = World.of(2).begin();
    world.say(speech().words(0, 20, 100).silenceMillis(900).words(20, 20, 100)).live(0);
    world.serving().last().die(new Signal.Closed(Signal.Reason.LOST, "reset"));
    world.halfClose().live(5_000);

    List<Reply.Progress> told = world.client.all(Reply.Progress.class);
    assertThat(told).hasSizeGreaterThan(5);
    for (int i = 1; i < told.size(); i++) {
      assertThat(told.get(i).received()).isGreaterThanOrEqualTo(told.get(i - 1).received());
      assertThat(told.get(i).transcribed()).isGreaterThanOrEqualTo(told.get(i - 1).transcribed());
      assertThat(told.get(i).settled()).isGreaterThanOrEqualTo(told.get(i - 1).settled());
      assertThat(told.get(i).settled()).isLessThanOrEqualTo(told.get(i).received());
    }
  }

  /** What a caller does that keeps everything behind the last final it received. */
  @Test
  void aBrokenCallGoesOnBehindItsLastFinalWithIdsAndClock() {
    byte[] pcm =
        speech()
            .words(0, 5, 100)
            .silenceMillis(900)
            .words(5, 5, 100)
            .silenceMillis(900)
            .words(10, 5, 100)
            .pcm();
    World first = World.of(1).begin();
    first.say(java.util.Arrays.copyOf(pcm, pcm.length / 2)).live(0);
    first.session.onBroken(new Ending(Outcome.CALLER_CANCELLED, "connection lost"));
    Segment last = first.client.finals().getLast();

    World second =
        new World(
            1,
            SessionLimits.DEFAULT,
            World.resumed(new SessionPlan.Origin(last.end(), last.end(), last.segmentId() + 1)));
    second
        .begin()
        .say(java.util.Arrays.copyOfRange(pcm, (int) last.end() * 2, pcm.length))
        .halfClose()
        .live(4_000);

    assertThat(first.client.transcript() + second.client.transcript())
        .isEqualTo(World.words(0, 15));
    assertThat(second.client.finals().getFirst().segmentId()).isEqualTo(last.segmentId() + 1);
    assertThat(second.client.finals().getFirst().start()).isGreaterThanOrEqualTo(last.end());
    assertThat(second.client.finals().getLast().end()).isLessThanOrEqualTo(pcm.length / 2);
  }

  @Test
  void audioThatIsFinalAlreadyIsSkippedWhenItIsSentAgain() {
    byte[] pcm = speech().words(0, 5, 100).silenceMillis(900).words(5, 5, 100).pcm();
    long finalSamples = (400 + 5 * 420 + 500) * 16;
    World world =
        new World(
            1, SessionLimits.DEFAULT, World.resumed(new SessionPlan.Origin(0, finalSamples, 1)));

    world.begin().say(pcm).halfClose().live(4_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(5, 5));
    assertThat(world.client.all(Reply.Completed.class).getFirst().usage().received())
        .isEqualTo(pcm.length / 2);
    assertThat(world.client.all(Reply.Completed.class).getFirst().usage().segments()).isEqualTo(1);
  }
}
