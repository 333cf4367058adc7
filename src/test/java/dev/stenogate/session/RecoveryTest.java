package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.routing.Ask;
import dev.stenogate.routing.Lease;
import dev.stenogate.routing.Selection;
import dev.stenogate.session.Reply.Notice;
import dev.stenogate.upstream.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a session does when endpoints fail, fall silent or grow old. */
class RecoveryTest {
  private static final Signal.Closed LOST = new Signal.Closed(Signal.Reason.LOST, "reset");
  private static final Signal.Closed REFUSED = new Signal.Closed(Signal.Reason.REFUSED, "503");

  private static ScriptedSpeech words(int first, int count) {
    return new ScriptedSpeech().words(first, count, 60);
  }

  @Test
  void aSingleEndpointThatIsGoneForTenSecondsCostsATellingAndNoWord() {
    World world = World.of(1).begin();
    world.say(words(0, 6)).live(0);
    world.model(0).refusal = REFUSED;
    world.model(0).last().die(LOST);
    world.say(words(6, 30)).live(0); // 11 s

    world.model(0).refusal = null;
    world.halfClose().live(20_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 36));
    assertThat(codes(world))
        .containsExactly(Notice.Code.WAITING_FOR_ENDPOINT, Notice.Code.ENDPOINT_CHANGED);
    assertThat(world.recoveries)
        .singleElement()
        .satisfies(nanos -> assertThat(nanos / 1_000_000).isBetween(10_000L, 20_000L));
  }

  @Test
  void aSessionThatLostItsSlotToAnotherWaitsForTheNextOne() {
    World world = World.of(1).begin();
    world.say(words(0, 6)).live(0);
    world.model(0).last().die(LOST);
    world.loop.pass(0);
    var taken = List.of(world.reserve(), world.reserve());
    world.loop.passMillis(3_000);
    assertThat(codes(world)).containsExactly(Notice.Code.WAITING_FOR_ENDPOINT);

    taken.getFirst().release();
    world.say(words(6, 3)).halfClose().live(10_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 9));
  }

  @Test
  void aCallThatFindsASickEndpointStillSickWaitsForItsSlotAsLongAsItWants() {
    World world = new World(2, SessionLimits.DEFAULT, World.patient(60_000));
    List<Lease> taken = takeAllBut(world, "gpu-1");
    world.model(1).refusal = new Signal.Closed(Signal.Reason.UNREACHABLE, "connection refused");
    world.dispatcher.eject("gpu-1", 1, world.loop.nanoTime() - 1); // It awaits a probe.
    world.begin();
    world.loop.passMillis(45_000);
    assertThat(world.client.ending).isNull();
    assertThat(world.model(1).links).hasSize(1);

    taken.getFirst().release();
    world.loop.passMillis(1_500);

    assertThat(world.client.all(Reply.Started.class))
        .extracting(Reply.Started::endpoint)
        .containsExactly("gpu-0");
  }

  @Test
  void aCallThatDoesNotWaitLearnsThatThePoolIsFullThoughASickEndpointFailedItFirst() {
    World world = World.of(2);
    takeAllBut(world, "gpu-1");
    world.model(1).refusal = new Signal.Closed(Signal.Reason.UNREACHABLE, "connection refused");
    world.dispatcher.eject("gpu-1", 1, world.loop.nanoTime() - 1);
    world.begin();
    world.loop.passMillis(3_000);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.POOL_FULL);
    assertThat(world.model(1).links).hasSize(1);
  }

  private static List<Lease> takeAllBut(World world, String endpoint) {
    List<Lease> taken = new ArrayList<>();
    Ask ask = new Ask(World.plan().requirements(), Set.of(), Set.of(endpoint), true);
    while (world.dispatcher.reserve(ask, world.loop.nanoTime())
        instanceof Selection.Reserved reserved) {
      taken.add(reserved.lease());
    }
    return taken;
  }

  @Test
  void theSearchHasABoundAndWhatIsFinalIsKept() {
    World world = World.of(1).begin();
    world.say(words(0, 6).silenceMillis(1_500)).live(0);
    world.model(0).last().die(LOST);
    world.loop.pass(0);
    world.reserve();
    world.reserve();

    world.loop.passMillis(29_000);
    assertThat(world.client.ending).isNull();
    world.loop.passMillis(6_500);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.UPSTREAM_LOST);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 6));
    assertThat(world.slotsHeld()).isEqualTo(2); // The others'.
  }

  @Test
  void anEndpointThatComesAndGoesIsNotAskedForEver() {
    World world = World.of(1).begin();
    world.say(words(0, 2_000));
    for (int i = 0; i < 6_000 && !world.session.isOver(); i++) {
      world.send(World.CHUNK_BYTES);
      world.loop.passMillis(80);
      if (i % 5 == 4 && world.model(0).openLinks() > 0) {
        world.model(0).last().die(LOST);
      }
    }

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.UPSTREAM_LOST);
    assertThat(world.model(0).links).hasSizeLessThanOrEqualTo(SessionLimits.DEFAULT.linksMax());
  }

  @Test
  void linksThatGetReadyAndFailAgainAreTriedEverMoreSlowly() {
    World world = World.of(2).begin();
    world.say(words(0, 2_000));
    while (!world.session.isOver() && world.loop.nanoTime() < 300_000_000_000L) {
      world.send(World.CHUNK_BYTES);
      world.loop.passMillis(80);
      world.models.values().stream()
          .filter(m -> m.openLinks() > 0)
          .forEach(m -> m.last().die(LOST));
    }

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.UPSTREAM_LOST);
    assertThat(world.loop.nanoTime()).isGreaterThan(20_000_000_000L);
  }

  @Test
  void anEngineThatDiesWithErrorsForSomeSecondsLosesNoAudio() {
    World world = World.of(1).begin();
    world.say(words(0, 4)).live(0);
    world.model(0).faulty = true;
    world.model(0).last().say(new Signal.Fault("processing_error", "EngineCore"));
    world.say(words(4, 10)).live(0); // 3.8 s

    world.model(0).faulty = false;
    world.model(0).last().die(LOST);
    world.say(words(14, 4)).halfClose().live(6_000);

    assertThat(codes(world)).doesNotContain(Notice.Code.AUDIO_GAP);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 18));
  }

  @Test
  void aPassingOutageIsNotToldAsAFaultOfConfiguration() {
    World world = World.of(2).begin();
    world.say(words(0, 4)).live(0);
    SimulatedModel first = world.serving();
    world.models.values().forEach(m -> m.refusal = REFUSED);
    world.models.values().stream()
        .filter(m -> m != first)
        .forEach(m -> m.refusal = new Signal.Closed(Signal.Reason.DENIED, "403"));

    first.last().die(LOST);
    world.loop.passMillis(60_000);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.UPSTREAM_LOST);
  }

  @Test
  void suspicionIsCheapWhereThereIsRoomElsewhereAndPatientWhereThereIsNot() {
    World two = World.of(2).begin();
    two.say(words(0, 12)).live(0);
    two.serving().mute = true;
    two.say(words(12, 60)).live(0);
    two.halfClose().live(8_000);
    assertThat(two.client.transcript()).isEqualTo(World.words(0, 72));
    assertThat(two.linkFailures).singleElement().asString().endsWith(" stalled");
    assertThat(codes(two)).containsExactly(Notice.Code.STALL_RECOVERED);

    World one = World.of(1).begin();
    one.say(words(0, 12)).live(0);
    one.model(0).mute = true;
    one.say(words(12, 10)).live(0); // 3.8 s
    one.model(0).mute = false;
    one.model(0).last().resume();
    one.say(words(22, 5)).halfClose().live(8_000);

    assertThat(one.client.transcript()).isEqualTo(World.words(0, 27));
    assertThat(one.linkFailures).isEmpty();
  }

  @Test
  void anAnswerThatNeverComesHasItsOwnReason() {
    World world = World.of(2).begin();
    world.models.values().forEach(m -> m.noDone = true);
    world.say(words(0, 6).silenceMillis(1_000)).live(0);
    SimulatedModel first = world.serving();
    world.models.values().stream().filter(m -> m != first).forEach(m -> m.noDone = false);

    world.halfClose().live(5_000);

    assertThat(world.linkFailures).singleElement().asString().endsWith(" no_done");
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 6));
  }

  @Test
  void aModelThatWritesNothingOverSpeechIsLeftAndTheSegmentHeardAgain() {
    World world = World.of(2).begin();
    world.say(words(0, 5)).live(0);
    SimulatedModel first = world.serving();
    first.blank = true;

    world.say(words(5, 30)).halfClose().live(6_000);

    assertThat(world.linkFailures).singleElement().asString().endsWith(" blank_tokens");
    assertThat(codes(world)).containsExactly(Notice.Code.STALL_RECOVERED);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 35));
  }

  @Test
  void aShortSegmentWithoutAWordIsHeardAgainToo() {
    World world = World.of(2).begin();
    world.models.values().forEach(m -> m.blank = true);
    world.say(words(0, 4).silenceMillis(700)).live(0);
    world.models.values().forEach(m -> m.blank = false);

    world.halfClose().live(4_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 4));
  }

  @Test
  void aSoundThatIsNoSpeechIsNotHeardAgainForEver() {
    World world = World.of(2).begin();
    world.models.values().forEach(m -> m.blank = true);
    for (int i = 0; i < 20; i++) {
      world.say(words(8 * i, 8).silenceMillis(1_000)).live(0);
    }

    world.halfClose().live(10_000);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(world.linkFailures).hasSizeBetween(2, 5);
  }

  @Test
  void aModelThatFallsBehindRealTimeIsLeftIfThereIsRoomElsewhere() {
    World world = World.of(2).begin();
    world.say(words(0, 5)).live(0);
    SimulatedModel first = world.serving();
    first.stepNanos = 120_000_000; // a token of 80 ms takes 120

    world.say(words(5, 80)).halfClose().live(8_000);

    assertThat(world.linkFailures).singleElement().asString().endsWith(" lagging");
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 85));
  }

  @Test
  void aModelThatFallsBehindIsFoundOverManyShortSegmentsToo() {
    World world = World.of(2).begin();
    world.loop.passMillis(100);
    SimulatedModel serving = world.serving();
    serving.stepNanos = 120_000_000;
    for (int i = 0; i < 10; i++) {
      world.say(words(6 * i, 6).silenceMillis(700)).live(0); // 3 s
    }

    world.halfClose().live(10_000);

    assertThat(world.linkFailures).singleElement().asString().endsWith(" lagging");
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 60));
  }

  @Test
  void wordsThatWereSwallowedAtTheEndOfASegmentAreHeardAgain() {
    World world = World.of(2).begin();
    world.say(words(0, 6)).live(0);
    world.serving().blank = true; // 1.5 s before the end: too short for the look in between.

    world.say(words(6, 4).silenceMillis(900)).halfClose().live(5_000);

    assertThat(world.linkFailures).singleElement().asString().endsWith(" blank_tokens");
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 10));
  }

  @Test
  void aCallerThatSendsFasterThanRealTimeIsNotTakenForASlowModel() {
    World world = World.of(2).begin();
    world.models.values().forEach(m -> m.stepNanos = 20_000_000);
    world.say(words(0, 200)).halfClose();

    world.fast(32_000, 40_000);

    assertThat(world.linkFailures).isEmpty();
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 200));
  }

  @Test
  void audioThatNoModelCanHearIsDeclaredMissingAndTheCallGoesOn() {
    World world = World.of(2).begin();
    world.say(words(0, 4).silenceMillis(1_000)).live(0);
    for (int i = 0; i < 3; i++) {
      world.say(words(4, 1)).live(0);
      world.serving().last().say(new Signal.Fault("processing_error", "boom"));
      world.loop.passMillis(600);
    }

    world.say(new ScriptedSpeech().silenceMillis(1_500).words(9, 4, 60)).halfClose().live(5_000);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(codes(world)).contains(Notice.Code.AUDIO_GAP);
    assertThat(world.gapsNanos).hasSize(1);
    assertThat(world.client.transcript()).startsWith(World.words(0, 4)).endsWith(World.words(9, 4));
    assertThat(world.client.finals())
        .extracting(Reply.Segment::segmentId)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  private static List<Notice.Code> codes(World world) {
    return world.client.all(Notice.class).stream().map(Notice::code).toList();
  }
}
