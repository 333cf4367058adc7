package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.session.Reply.Notice;
import dev.stenogate.upstream.Signal;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Links are replaced between two utterances, before anybody cuts them. */
class RolloverTest {
  private static final long MINUTE_MILLIS = 60_000;

  @Test
  void anOldLinkIsReplacedBetweenTwoUtterancesAndTheNewOneIsOpenBefore() {
    World world = World.of(2).begin();
    int sentences = talk(world, 0, 27 * MINUTE_MILLIS);
    world.halfClose().live(3_000);

    assertThat(world.rolled).hasSize(1);
    assertThat(world.linkFailures).isEmpty();
    assertThat(world.client.all(Notice.class))
        .extracting(Notice::code)
        .containsExactly(Notice.Code.LINK_ROLLED);
    assertThat(world.client.finals()).allSatisfy(s -> assertThat(s.revision()).isZero());
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 6 * sentences));
    assertThat(world.client.all(Reply.Completed.class).getFirst().usage().replayed()).isZero();
    assertThat(world.slotsHeld()).isZero();
    assertThat(world.models.values()).allSatisfy(m -> assertThat(m.openLinks()).isZero());
  }

  @Test
  void withoutASecondSlotTheOldOneGetsANewLink() {
    World world = World.of(1);
    world.reserve();
    world.begin();
    int sentences = talk(world, 0, 30 * MINUTE_MILLIS);
    world.halfClose().live(3_000);

    assertThat(world.model(0).links).hasSize(2);
    assertThat(world.linkFailures).isEmpty();
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 6 * sentences));
    assertThat(world.slotsHeld()).isOne();
  }

  @Test
  void aSlotGetsItsNewLinkUnderSpeechWithoutAPauseToo() {
    World world =
        new World(1, SessionLimits.DEFAULT, World.plan(new Endpointing(10_240, 480_000, false)));
    world.reserve();
    world.begin();
    for (int i = 0; i < 90; i++) { // 28 minutes
      world.say(new ScriptedSpeech().words(58 * i, 58, 0)).live(0);
    }
    world.halfClose().live(3_000);

    assertThat(world.model(0).links).hasSize(2);
    assertThat(world.linkFailures).isEmpty();
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 58 * 90));
  }

  @Test
  void aDrainingEndpointIsEmptyWithinOneUtterance() {
    World world = World.of(2).begin();
    world.say(new ScriptedSpeech().words(0, 20, 60)).live(0);
    SimulatedModel first = world.serving();
    String name = world.client.all(Reply.Started.class).getFirst().endpoint();

    world.dispatcher.drain(name, true, world.loop.nanoTime());
    world.say(new ScriptedSpeech().words(20, 5, 60).silenceMillis(1_000).words(25, 5, 60)).live(0);

    assertThat(first.openLinks()).isZero();
    assertThat(world.dispatcher.held(name)).isZero();
    world.halfClose().live(3_000);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 30));
  }

  @Test
  void aLinkThatStandsReadyTakesOverAtOnceWhereTheOldOneIsLost() {
    World world = World.of(2).begin();
    world.say(new ScriptedSpeech().words(0, 10, 60)).live(0);
    SimulatedModel first = world.serving();
    world.dispatcher.drain(
        world.client.all(Reply.Started.class).getFirst().endpoint(), true, world.loop.nanoTime());
    world.say(new ScriptedSpeech().words(10, 5, 60)).live(0);

    first.last().die(new Signal.Closed(Signal.Reason.LOST, "reset"));
    world.loop.pass(0);

    assertThat(world.client.all(Notice.class))
        .extracting(Notice::code)
        .containsExactly(Notice.Code.ENDPOINT_CHANGED);
    world.halfClose().live(4_000);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 15));
    assertThat(world.recoveries).containsExactly(0L);
  }

  @Test
  void aNextLinkThatFailsHarmsNothingAndIsTriedAgain() {
    World world = World.of(2).begin();
    world.say(new ScriptedSpeech().words(0, 10, 60)).live(0);
    SimulatedModel first = world.serving();
    SimulatedModel second =
        world.models.values().stream().filter(m -> m != first).findFirst().orElseThrow();
    second.refusal = new Signal.Closed(Signal.Reason.REFUSED, "503");
    world.dispatcher.drain(
        world.client.all(Reply.Started.class).getFirst().endpoint(), true, world.loop.nanoTime());
    world.say(new ScriptedSpeech().words(10, 10, 60).silenceMillis(900)).live(0);
    assertThat(second.links).isNotEmpty();
    assertThat(first.openLinks()).isOne();

    second.refusal = null;
    world.say(new ScriptedSpeech().words(20, 30, 60).silenceMillis(1_500)).live(0);
    world.halfClose().live(3_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 50));
    assertThat(world.rolled).hasSize(1);
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void linksOfOneAgePartCompany() {
    Random random = new Random(3);
    List<Long> ages =
        LongStream.range(0, 50)
            .mapToObj(
                _ -> {
                  Rollover rollover = new Rollover(1_000_000);
                  rollover.linked(0, random);
                  long now = 0;
                  while (!rollover.isDue(false, now)) {
                    now += 1_000;
                  }
                  return now;
                })
            .toList();

    assertThat(ages).allSatisfy(age -> assertThat(age).isBetween(800_000L, 1_000_000L));
    assertThat(ages.stream().distinct().count()).isGreaterThan(30);
  }

  /** Sentences of six words, for so long. */
  private static int talk(World world, int first, long millis) {
    int sentence = first;
    long until = world.loop.nanoTime() + millis * 1_000_000;
    while (world.loop.nanoTime() < until) {
      world.say(new ScriptedSpeech().words(6 * sentence, 6, 60).silenceMillis(900)).live(0);
      sentence++;
    }
    return sentence;
  }
}
