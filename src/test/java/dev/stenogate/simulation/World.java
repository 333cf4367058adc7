package dev.stenogate.simulation;

import dev.stenogate.session.ResumeTokens;
import dev.stenogate.session.SessionLimits;
import dev.stenogate.simulation.Troubles.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One world, from its seed to its end: callers, two replicas of the gateway, one to four endpoints,
 * and what goes wrong.
 */
final class World {
  private static final long SECOND = 1_000_000_000L;
  private static final long EPOCH_SECONDS = 1_790_000_000;
  private static final long TOKEN_LIFE_SECONDS = 3_600;
  private static final byte[] KEY =
      "a key of thirty-two bytes for it".getBytes(StandardCharsets.US_ASCII);

  /** Whatever happens, a transcription is over so long after its speech. */
  private static final long LONGEST_NANOS = 1_200 * SECOND;

  /** After the last caller learned its end: what the gateway hears of last, and then some. */
  private static final long GRACE_NANOS = 130 * SECOND;

  /** A world has some thousands. */
  private static final long EVENTS_MAX = 3_000_000;

  /** Worlds with blank-token ruts, in which a lost word is no proof. */
  private static final double BLANK_WORLDS = 0.1;

  /** Worlds with one endpoint of a slot or two for all callers. */
  private static final double CROWDED_WORLDS = 0.15;

  /** 2.5 s of speech, and what a generation that began well hides at its end. */
  private static final int BLANK_WORDS_MAX = 9;

  private final Dice dice;
  private final Timeline timeline;
  private final Coverage coverage = new Coverage();
  private final Severity severity;
  private final boolean blanks;
  private final boolean crowded;
  private final List<Gpu> gpus = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();
  private final List<SimulatedCaller> callers = new ArrayList<>();
  private long clockSkewSeconds;

  World(long seed, boolean traced) {
    dice = new Dice(seed);
    timeline = new Timeline(traced);
    severity = severity(dice);
    blanks = severity != Severity.CALM && dice.chance(BLANK_WORLDS);
    Troubles troubles = new Troubles(severity, blanks, timeline, dice.split(), coverage);
    crowded = dice.chance(CROWDED_WORLDS);
    int callerCount = crowded ? dice.between(2, 4) : dice.between(1, 3);
    int gpuCount = crowded ? 1 : dice.between(1, 4);
    int capLeast = crowded || severity == Severity.HARSH ? 1 : callerCount;
    int capMost = crowded ? dice.between(1, 2) : capLeast + 2;
    LinkFates fates = troubles.linkFates();
    boolean poisoned = severity == Severity.HARSH && dice.chance(0.1);
    String poison = poisoned ? " " + Speech.spelling(dice.between(0, 6)) : null;
    for (int i = 0; i < gpuCount; i++) {
      int cap = dice.between(capLeast, capMost);
      gpus.add(new Gpu("gpu-" + i, cap, poison, timeline, dice.split(), coverage, fates));
    }
    ResumeTokens tokens = new ResumeTokens(List.of(KEY), TOKEN_LIFE_SECONDS);
    SessionLimits limits = troubles.limits();
    for (int i = 0; i < 2; i++) {
      replicas.add(
          new Replica(
              "replica-" + i,
              gpus,
              timeline,
              dice.split(),
              coverage,
              tokens,
              this::epochSeconds,
              limits));
    }
    long longestNanos = 0;
    for (int i = 0; i < callerCount; i++) {
      Manners manners =
          Manners.drawn(dice.split(), i, severity == Severity.HARSH || i > 0, coverage);
      callers.add(
          new SimulatedCaller(
              "caller-" + i,
              manners,
              replicas,
              timeline,
              dice.split(),
              coverage,
              troubles::nextBreak,
              lackingMax(manners)));
      longestNanos = Math.max(longestNanos, manners.speech().samples() * 62_500);
    }
    troubles.plan(
        gpus,
        replicas,
        () -> clockSkewSeconds += 2 * TOKEN_LIFE_SECONDS,
        longestNanos + 3 * SECOND);
  }

  private static Severity severity(Dice dice) {
    return dice.chance(0.1) ? Severity.CALM : dice.chance(0.6) ? Severity.MILD : Severity.HARSH;
  }

  /** Words in a row that a blank-token rut may hide from the watchdog. */
  private int lackingMax(Manners manners) {
    if (!blanks) {
      return 0;
    }
    boolean judged = !manners.start().getEndpointing().getVoiceActivityDisabled();
    return severity == Severity.MILD && judged ? BLANK_WORDS_MAX : Integer.MAX_VALUE;
  }

  private long epochSeconds() {
    return EPOCH_SECONDS + timeline.nowNanos() / SECOND + clockSkewSeconds;
  }

  /**
   * Runs it to its end.
   *
   * @throws Violation if an invariant does not hold
   */
  Coverage run() {
    timeline.trace(
        () ->
            "%s world: %d callers, %s"
                .formatted(severity, callers.size(), gpus.stream().map(Gpu::endpoint).toList()));
    callers.forEach(
        c -> {
          timeline.trace(
              () -> "%s: %s, \"%s\"".formatted(c.name(), c.manners(), c.manners().speech().text()));
          c.begin();
        });
    long untilNanos =
        LONGEST_NANOS
            + callers.stream()
                .mapToLong(c -> c.manners().speech().samples() * 62_500)
                .max()
                .orElse(0);
    while (!isOver() && timeline.step(untilNanos)) {
      check();
      Violation.unless(
          timeline.happened() < EVENTS_MAX, "no end after %d events", timeline.happened());
    }
    for (SimulatedCaller caller : callers) {
      Violation.unless(
          caller.isOver(), "%s did not learn its end in %d s", caller.name(), untilNanos / SECOND);
    }
    untilNanos = timeline.nowNanos() + GRACE_NANOS;
    while (timeline.step(untilNanos)) {
      check();
    }
    checkEnd();
    return coverage;
  }

  private boolean isOver() {
    for (SimulatedCaller caller : callers) {
      if (!caller.isOver()) {
        return false;
      }
    }
    return true;
  }

  /** After every event. */
  private void check() {
    for (Replica replica : replicas) {
      replica.check();
    }
    for (SimulatedCaller caller : callers) {
      caller.check();
    }
  }

  private void checkEnd() {
    replicas.forEach(Replica::checkEmpty);
    for (Gpu gpu : gpus) {
      Violation.unless(
          gpu.openLinks() == 0 && gpu.vllm().sessions() == 0,
          "%s has %d links and %d sessions after the end",
          gpu.name(),
          gpu.openLinks(),
          gpu.vllm().sessions());
    }
    callers.forEach(c -> Verdict.check(c, severity, crowded, coverage));
    coverage.checkCauses();
    coverage.took("worlds: " + severity);
  }

  /** Events so far. */
  long events() {
    return timeline.happened();
  }

  /** Simulated time so far, in nanoseconds. */
  long nanos() {
    return timeline.nowNanos();
  }
}
