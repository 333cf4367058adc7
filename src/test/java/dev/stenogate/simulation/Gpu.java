package dev.stenogate.simulation;

import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.vllm.Compatibility;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.localstack.vllm.SimulatedVllm;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.upstream.Upstream;
import dev.stenogate.upstream.realtime.RealtimeLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One endpoint: a simulated vLLM server behind a door that is not always open. */
final class Gpu implements SimulatedVllm.Clock {
  /** How a new connection is met. */
  enum Door {
    OPEN,
    HANGS,
    UNREACHABLE,
    REFUSES,
    DENIES,
    KNOWS_NOTHING
  }

  static final String POOL = "default";

  private static final long NEVER = -1;

  private static final List<EngineProfile> PROFILES =
      List.of(
          EngineProfile.h100(),
          EngineProfile.h100(),
          EngineProfile.l4(),
          EngineProfile.steady(Duration.ofMillis(2), Duration.ZERO));

  private final Endpoint endpoint;
  private final Timeline timeline;
  private final Dice dice;
  private final Coverage coverage;
  private final LinkFates fates;
  private final SimulatedVllm vllm;
  private final List<ModelLink> links = new ArrayList<>();
  private Door door = Door.OPEN;
  private long createdDelayNanos;

  /**
   * @param poison a word at which the model fails, or null
   */
  Gpu(
      String name,
      int cap,
      String poison,
      Timeline timeline,
      Dice dice,
      Coverage coverage,
      LinkFates fates) {
    this.timeline = timeline;
    this.dice = dice;
    this.coverage = coverage;
    this.fates = fates;
    this.vllm =
        new SimulatedVllm(
            new PoisonedRecogniser(
                new ScriptedRecogniser(Speech::spelling),
                poison,
                () -> coverage.struck(Fault.POISONED_AUDIO)),
            dice.chance(0.5) ? Compatibility.V0_17 : Compatibility.LATEST,
            dice.oneOf(PROFILES),
            this,
            dice.split().generator(),
            this::onDeath);
    this.endpoint = new Endpoint(name, POOL, vllm.model(), List.of("en"), cap, 6);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  String name() {
    return endpoint.name();
  }

  SimulatedVllm vllm() {
    return vllm;
  }

  Door door() {
    return door;
  }

  void door(Door now) {
    door = now;
  }

  /** Before {@code session.created}; negative: it never comes. */
  long createdDelayNanos() {
    return createdDelayNanos;
  }

  void createdLate(long nanos) {
    createdDelayNanos = nanos;
  }

  void createdNever() {
    createdDelayNanos = NEVER;
  }

  /** Whether this {@code transcription.done} comes twice. */
  boolean doublesDone() {
    return fates.doublesDone(dice);
  }

  void struck(Fault fault) {
    coverage.struck(fault);
  }

  /** The port to it of one gateway. */
  Upstream upstreamOf(Replica.Gateway process) {
    return listener -> {
      RealtimeLink link = new RealtimeLink(vllm.model(), listener);
      ModelLink channel =
          new ModelLink(this, process, timeline, dice.split(), link, fates.draw(dice));
      links.add(channel);
      process.holds(channel);
      link.attach(channel);
      channel.open();
      return link;
    };
  }

  /** The connection is over for the gateway. */
  void left(ModelLink link) {
    links.remove(link);
  }

  /** Connections that a gateway has not heard the end of. */
  int openLinks() {
    return links.size();
  }

  private void onDeath() {
    timeline.after(
        dice.millis(100, 5_000),
        () -> {
          vllm.closeConnections(1012);
          door = Door.UNREACHABLE;
          timeline.after(dice.millis(1_000, 8_000), this::restart);
        });
  }

  private void restart() {
    timeline.trace(() -> name() + " is up again");
    vllm.restart();
    door = Door.OPEN;
  }

  @Override
  public long nanoTime() {
    return timeline.nowNanos();
  }

  @Override
  public void at(long nanoTime, Runnable task) {
    timeline.at(nanoTime, task);
  }
}
