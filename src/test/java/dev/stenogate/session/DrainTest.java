package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.session.Reply.GoAway;
import org.junit.jupiter.api.Test;

/** How a session takes leave of its caller when the gateway goes. */
class DrainTest {
  private static final long LEFT_NANOS = 10_000_000_000L;

  @Test
  void theCallerIsToldHowLongItHasAndWhereToGoOn() {
    World world = World.of(1).begin();
    world.say(new ScriptedSpeech().words(0, 5, 60).silenceMillis(1_500).words(5, 3, 60)).live(0);

    world.session.onDrain(LEFT_NANOS);

    Reply.Segment last = world.client.finals().getLast();
    GoAway told = world.client.all(GoAway.class).getFirst();
    assertThat(told.leftNanos()).isEqualTo(LEFT_NANOS);
    assertThat(told.nextSegmentId()).isEqualTo(last.segmentId() + 1);
    assertThat(told.settled()).isBetween(last.end(), last.end() + 32_000);
  }

  @Test
  void aCallThatIsDoneInTimeCompletes() {
    World world = World.of(1).begin();
    world.say(new ScriptedSpeech().words(0, 5, 60)).live(0);

    world.session.onDrain(LEFT_NANOS);
    world.say(new ScriptedSpeech().words(5, 5, 60)).halfClose().live(3_000);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 10));
  }

  @Test
  void aCallThatGoesOnIsEndedBehindItsSegmentAndNotWithinIt() {
    World world = World.of(1).begin();
    world.loop.passMillis(100);
    world.session.onDrain(1_000_000_000L);

    world.say(new ScriptedSpeech().words(0, 8, 60).silenceMillis(1_200).words(8, 9, 60)).live(0);

    assertThat(world.client.ending).isEqualTo(Ending.DRAINED);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 8));
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void aSegmentWithoutAnEndIsNotWaitedForForEver() {
    World world = World.of(1).begin();
    world.loop.passMillis(100);
    world.session.onDrain(1_000_000_000L);

    world.say(new ScriptedSpeech().words(0, 60, 0)).live(0);

    assertThat(world.client.ending).isEqualTo(Ending.DRAINED);
    assertThat(world.reports.getFirst().durationNanos()).isBetween(6_000_000_000L, 6_500_000_000L);
  }

  @Test
  void aSilentCallIsEndedWhenItsTimeIsOver() {
    World world = World.of(1).begin();
    world.loop.passMillis(1_000);

    world.session.onDrain(LEFT_NANOS);
    world.loop.passMillis(9_900);
    assertThat(world.client.ending).isNull();
    world.loop.passMillis(500);

    assertThat(world.client.ending).isEqualTo(Ending.DRAINED);
  }

  @Test
  void aCallThatNoModelListensToYetIsSentElsewhereAtOnce() {
    World world = World.of(1);
    world.model(0).neverReady = true;
    world.begin().loop.passMillis(100);

    world.session.onDrain(LEFT_NANOS);

    assertThat(world.client.ending).isEqualTo(Ending.DRAINED);
    assertThat(world.slotsHeld()).isZero();
  }

  @Test
  void aCallerThatLeavesWhenToldIsNoCancellation() {
    World world = World.of(1).begin();
    world.loop.passMillis(500);
    world.session.onDrain(LEFT_NANOS);

    world.session.onBroken(new Ending(Outcome.CALLER_CANCELLED, "gone"));

    assertThat(world.reports.getFirst().ending()).isEqualTo(Ending.DRAINED);
  }

  @Test
  void theSoonerOfTwoEndsHolds() {
    World world = World.of(1).begin();
    world.loop.passMillis(500);
    world.session.onDrain(LEFT_NANOS);

    world.session.onDrain(2_000_000_000L);
    world.session.onDrain(LEFT_NANOS);
    world.loop.passMillis(2_500);

    assertThat(world.client.ending).isEqualTo(Ending.DRAINED);
    assertThat(world.client.all(GoAway.class)).hasSize(2);
  }
}
