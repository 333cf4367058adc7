package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.admission.Attempt;
import dev.stenogate.admission.Refusal;
import dev.stenogate.admission.Waiter;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.routing.Lease;
import dev.stenogate.routing.Requirements;
import dev.stenogate.session.Reply.Queued;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How a session waits for its first slot: of a pool of two, both taken. */
class SlotWaitTest {
  private static final long SECONDS = 1_000_000_000L;

  private final World world = new World(1, SessionLimits.DEFAULT, World.patient(30_000));
  private final List<Lease> taken = List.of(world.reserve(), world.reserve());

  @Test
  void aCallThatWaitsIsToldItsPlaceAndThenServed() {
    world.begin();
    assertThat(world.client.replies).containsExactly(new Queued(0, OptionalLong.empty()));
    world.say(new ScriptedSpeech().words(0, 5, 100)).loop.passMillis(4_000);

    taken.getFirst().release();
    world.halfClose().live(5_000);

    assertThat(world.client.replies.get(1)).isInstanceOf(Reply.Started.class);
    assertThat(world.client.transcript()).isEqualTo(World.words(0, 5));
    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(world.slotsHeld()).isEqualTo(1);
  }

  @Test
  void whatACallerSaidBeforeItIsServedIsTranscribed() {
    world.begin().say(new ScriptedSpeech().words(0, 5, 100)).halfClose().live(1_000);
    assertThat(world.client.all(Reply.Started.class)).isEmpty();

    taken.getFirst().release();
    world.loop.passMillis(5_000);

    assertThat(world.client.transcript()).isEqualTo(World.words(0, 5));
    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.COMPLETED);
  }

  @Test
  void aCallThatWaitsInVainLearnsHowLongAndHowManyAreBeforeIt() {
    world.begin().loop.passMillis(29_900);
    assertThat(world.client.ending).isNull();
    world.loop.passMillis(500);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.POOL_FULL);
    assertThat(world.client.ending.told())
        .isEqualTo("waited 30 s for a slot of pool default, 0 calls are before it");
    assertThat(world.client.ending.why()).isEqualTo(new Ending.Shortage("default", 0));
    assertThat(world.waitingRoom.waiting("default")).isZero();
  }

  @Test
  void aCallThatWaitsInVainWhereNothingServesAnyMoreLearnsThat() {
    world.begin().loop.passMillis(1_000);
    world.dispatcher.drain("gpu-0", true, world.loop.nanoTime());
    world.loop.passMillis(29_500);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.POOL_UNAVAILABLE);
    assertThat(world.client.ending.told())
        .isEqualTo("waited 30 s; no endpoint of pool default can serve this call");
  }

  @Test
  void aCallThatIsCancelledGivesItsPlaceUpAtOnce() {
    world.begin().loop.passMillis(1_000);

    world.session.onBroken(new Ending(Outcome.CALLER_CANCELLED, "gone"));

    assertThat(world.waitingRoom.waiting("default")).isZero();
    taken.getFirst().release();
    world.loop.passMillis(1_000);
    assertThat(world.slotsHeld()).isEqualTo(1);
  }

  @Test
  void aSlotThatIsOnItsWayToACallThatEndsIsGivenBackOnce() {
    world.begin().loop.passMillis(1_000);
    taken.getFirst().release(); // The session hears of it in its loop's next step.
    assertThat(world.slotsHeld()).isEqualTo(2);

    world.session.onBroken(new Ending(Outcome.CALLER_CANCELLED, "gone"));
    world.loop.passMillis(1_000);

    assertThat(world.slotsHeld()).isEqualTo(1);
    assertThat(world.model(0).openLinks()).isZero();
    assertThat(world.reports).hasSize(1);
  }

  @Test
  void aGatewayThatGoesSendsThoseWhoWaitElsewhereAtOnce() {
    world.begin().loop.passMillis(1_000);

    world.session.onDrain(10 * SECONDS);

    assertThat(world.client.ending).isEqualTo(Ending.DRAINED);
    assertThat(world.waitingRoom.waiting("default")).isZero();
  }

  @Test
  void aCallerThatSaysNothingWhileItWaitsIsNotIdle() {
    World patient = new World(1, SessionLimits.DEFAULT, World.patient(300_000));
    List<Lease> both = List.of(patient.reserve(), patient.reserve());
    patient.begin().loop.passMillis(299_000);

    both.getFirst().release();
    patient.loop.passMillis(59_000);
    assertThat(patient.client.ending).isNull();
    patient.loop.passMillis(2_000);

    assertThat(patient.client.ending.outcome()).isEqualTo(Outcome.CALLER_IDLE);
  }

  @Test
  void aCallerThatSendsWhileItWaitsIsAskedForNoMoreThanTheBufferTakes() {
    world.begin().say(new byte[4_000_000]).fast(World.CHUNK_BYTES, 1_000);

    assertThat(world.session.bufferedBytes())
        .isBetween(world.bufferBytesMax, world.bufferBytesMax + World.CHUNK_BYTES);
    assertThat(world.isAsked()).isFalse();
  }

  @Test
  void aDefectInTheSearchForASlotEndsTheCallItself() {
    world.defectsArePlanned = true;
    world.begin().loop.passMillis(1_000);
    world.picksBreak = true;
    world.loop.passMillis(1_000);

    assertThat(world.client.ending.outcome()).isEqualTo(Outcome.INTERNAL);
    assertThat(world.reports).hasSize(1);
    assertThat(world.waitingRoom.waiting("default")).isZero();
  }

  @Test
  void aSessionThatEndsGivesItsOwnBackThoughItsLeaveBreaksAnother() {
    world.begin().loop.passMillis(1_000);
    Endless other = new Endless();
    world.waitingRoom.join("default", World.patient(30_000).claim(), other);
    other.breaks = true;

    world.session.onBroken(new Ending(Outcome.CALLER_CANCELLED, "gone"));

    assertThat(world.reports).hasSize(1);
    assertThat(other.defect).isNotNull();
  }

  /** Another call, that waits for nothing that there is, and breaks. */
  private static final class Endless implements Waiter {
    private boolean breaks;
    private RuntimeException defect;

    @Override
    public Object needs() {
      return this;
    }

    @Override
    public Attempt tryTake(double heldBack) {
      if (breaks) {
        throw new IllegalStateException("planned");
      }
      return new Attempt.Full(0);
    }

    @Override
    public boolean roomComesSoon() {
      return false;
    }

    @Override
    public void served() {}

    @Override
    public void giveBack() {}

    @Override
    public void refused(Refusal refusal) {}

    @Override
    public void failed(RuntimeException why) {
      defect = why;
    }
  }

  @Test
  void callsThatTheSameEndpointsServeAskOnceARoundHoweverTheySpellIt() {
    List<Requirements> spellings =
        List.of(
            new Requirements("default", "", List.of()),
            new Requirements("default", "voxtral", List.of("en")),
            new Requirements("default", "", List.of("EN-gb")));
    spellings.forEach(s -> world.waits(s).begin());
    int before = world.picks;

    world.waitingRoom.freed("default");

    assertThat(world.picks - before).isEqualTo(1);
  }

  @Test
  void aCallerWhoWillNotWaitIsNotTold() {
    World impatient = World.of(1);
    impatient.reserve();
    impatient.reserve();

    impatient.begin().loop.pass(0);

    assertThat(impatient.client.all(Queued.class)).isEmpty();
    assertThat(impatient.client.ending.outcome()).isEqualTo(Outcome.POOL_FULL);
  }
}
