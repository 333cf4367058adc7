package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.upstream.Signal;
import org.junit.jupiter.api.Test;

/** A slot is held for as long as the model may count its link, and not longer. */
class LetGoTest {
  private static final long LET_GO_MILLIS = 300;
  private static final long TALK_NANOS = 30 * 60_000_000_000L;

  private final World world = World.of(1);

  private World lingering() {
    world.model(0).letGoNanos = LET_GO_MILLIS * 1_000_000;
    return world;
  }

  @Test
  void aCallEndsAtOnceAndItsSlotIsHeldUntilTheModelLetsTheLinkGo() {
    lingering().begin().say(new ScriptedSpeech().words(0, 3, 60)).halfClose().live(0);
    while (!world.session.isOver()) {
      world.loop.passMillis(1);
    }

    assertThat(world.client.all(Reply.Completed.class)).hasSize(1);
    assertThat(world.slotsHeld()).isOne();
    world.loop.passMillis(LET_GO_MILLIS - 1);
    assertThat(world.slotsHeld()).isOne();
    world.loop.passMillis(1);
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void theSlotOfALostLinkIsNotUsedAgainBeforeTheModelLetsTheLinkGo() {
    world.reserve();
    lingering().begin().say(new ScriptedSpeech().words(0, 20, 60)).live(0);
    world.model(0).last().die(new Signal.Closed(Signal.Reason.LOST, "reset"));
    world.say(new ScriptedSpeech().words(20, 10, 60)).halfClose().live(6_000);

    assertThat(world.model(0).links).hasSize(2);
    assertThat(world.model(0).heldMost).isOne();
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 30));
    assertThat(world.slotsHeld()).isOne();
  }

  @Test
  void aSlotGetsItsNewLinkWhenTheModelHasLetTheOldOneGo() {
    world.reserve();
    lingering().begin();
    talkPastTheLinksAge();
    world.halfClose().live(3_000);

    assertThat(world.model(0).links).hasSize(2);
    assertThat(world.model(0).heldMost).isOne();
    assertThat(world.slotsHeld()).isOne();
  }

  @Test
  void aCallThatEndsWhileItsSlotWaitsForTheNewLinkGivesTheSlotBack() {
    world.reserve();
    lingering().begin();
    talkUntilRenewal();
    world.session.onBroken(new Ending(Outcome.CALLER_CANCELLED, ""));

    assertThat(world.slotsHeld()).isEqualTo(2);
    world.loop.passMillis(LET_GO_MILLIS);
    assertThat(world.slotsHeld()).isOne();
    assertThat(world.model(0).links).hasSize(1);
  }

  @Test
  void aModelThatKeepsAnOldLinkTooLongIsLeftAndTheSlotStillComesBack() {
    world.reserve();
    world.model(0).letGoNanos = 12_000_000_000L;
    world.begin();
    talkUntilRenewal();
    world.loop.passMillis(11_000);
    assertThat(world.linkFailures).containsExactly("gpu-0 connect_timeout");
    assertThat(world.slotsHeld()).isEqualTo(2);

    world.loop.passMillis(3_000);
    assertThat(world.model(0).links).hasSize(2);
    assertThat(world.model(0).heldMost).isOne();
    assertThat(world.slotsHeld()).isEqualTo(2);
  }

  private void talkPastTheLinksAge() {
    while (world.loop.nanoTime() < TALK_NANOS) {
      world.say(sentence()).live(0);
    }
  }

  /** Until the old link is closed for the one that follows it. */
  private void talkUntilRenewal() {
    world.loop.pass(0);
    while (!world.model(0).last().closed && world.loop.nanoTime() < TALK_NANOS) {
      if (world.allSent()) {
        world.say(sentence());
      }
      world.send(World.CHUNK_BYTES);
      world.loop.passMillis(80);
    }
    assertThat(world.model(0).links).hasSize(1);
  }

  private static ScriptedSpeech sentence() {
    return new ScriptedSpeech().words(0, 6, 60).silenceMillis(900);
  }
}
