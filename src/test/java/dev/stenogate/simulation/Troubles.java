package dev.stenogate.simulation;

import dev.stenogate.session.SessionLimits;
import java.util.ArrayList;
import java.util.List;

/** What goes wrong in one world: drawn before it begins, at moments anywhere in it. */
final class Troubles {
  /** How much goes wrong. */
  enum Severity {
    /** Nothing. */
    CALM(0, 0, 0, 0, 0),
    /** Little enough that every patient caller must be served. */
    MILD(0.3, 2, 0.3, 3, 1),
    /** Anything, many times, all at once: a caller may be failed, if honestly. */
    HARSH(0.5, 20, 0.4, 12, 6);

    final double linkChance;
    final int linksMost;
    final double callChance;
    final int callsMost;
    final int othersMost;

    Severity(double linkChance, int linksMost, double callChance, int callsMost, int othersMost) {
      this.linkChance = linkChance;
      this.linksMost = linksMost;
      this.callChance = callChance;
      this.callsMost = callsMost;
      this.othersMost = othersMost;
    }
  }

  private static final List<Fault> LASTING =
      List.of(
          Fault.DOOR_UNREACHABLE,
          Fault.DOOR_REFUSES,
          Fault.DOOR_HANGS,
          Fault.CREATED_LATE,
          Fault.CREATED_NEVER,
          Fault.MUTE,
          Fault.DONE_WITHHELD,
          Fault.SLOW);

  private static final List<Fault> AT_ONCE =
      List.of(
          Fault.ALL_LINKS_DROPPED,
          Fault.ALL_LINKS_CLOSED_1012,
          Fault.ALL_LINKS_CLOSED_1013,
          Fault.ALL_GENERATIONS_FAIL,
          Fault.ENGINE_DEATH);

  private static final List<Fault> HARSH_ONLY =
      List.of(Fault.DOOR_DENIES, Fault.DOOR_KNOWS_NOTHING);

  private static final List<Fault> BLANKS = List.of(Fault.BLANK, Fault.ALL_GENERATIONS_BLANK);

  private static final int CALL_MESSAGES = 150;
  private static final long SECOND = 1_000_000_000L;

  private final Severity severity;
  private final boolean blanks;
  private final Timeline timeline;
  private final Dice dice;
  private final Coverage coverage;
  private int callsLeft;

  /**
   * @param blanks whether models fall into blank-token ruts, in which words can be lost unseen
   */
  Troubles(Severity severity, boolean blanks, Timeline timeline, Dice dice, Coverage coverage) {
    this.severity = severity;
    this.blanks = blanks;
    this.timeline = timeline;
    this.dice = dice;
    this.coverage = coverage;
    this.callsLeft = severity.callsMost;
  }

  /** What befalls the links. */
  LinkFates linkFates() {
    List<LinkFate.Kind> kinds = new ArrayList<>(List.of(LinkFate.Kind.values()));
    if (!blanks) {
      kinds.remove(LinkFate.Kind.BLANK);
    }
    double doneTwice = severity == Severity.HARSH && dice.chance(0.1) ? 0.2 : 0;
    return new LinkFates(severity.linkChance, severity.linksMost, doneTwice, kinds);
  }

  /** What sessions are held to: sometimes links must be replaced every few seconds. */
  SessionLimits limits() {
    SessionLimits usual = SessionLimits.DEFAULT;
    return dice.chance(0.75)
        ? usual
        : new SessionLimits(
            usual.connectNanos(),
            usual.openingLinksMax(),
            usual.linksMax(),
            usual.recoveryNanos(),
            dice.millis(2_000, 20_000),
            usual.idleNanos(),
            usual.notReadingNanos(),
            usual.audioGapNanos(),
            usual.watch(),
            usual.windowTokens(),
            usual.backlogBytes());
  }

  /** Where the connection of a new call breaks; null for nowhere. */
  CallWire.Break nextBreak() {
    if (callsLeft == 0 || !dice.chance(severity.callChance)) {
      return null;
    }
    callsLeft--;
    return new CallWire.Break(
        dice.chance(0.5), dice.between(1, dice.chance(0.3) ? 5 : CALL_MESSAGES), dice.chance(0.15));
  }

  /** Plans the rest. */
  void plan(List<Gpu> gpus, List<Replica> replicas, Runnable expireTokens, long spanNanos) {
    int others = severity.othersMost == 0 ? 0 : dice.between(0, severity.othersMost);
    for (int i = 0; i < others; i++) {
      long at = dice.nanos(spanNanos);
      int what = dice.between(0, 10);
      if (what <= 1) {
        timeline.at(at, () -> dice.oneOf(replicas).kill(dice.millis(50, 8_000)));
      } else if (what <= 3) {
        timeline.at(at, () -> dice.oneOf(replicas).drain());
      } else if (what <= 6) {
        Gpu gpu = dice.oneOf(gpus);
        Fault fault = dice.oneOf(atOnce());
        timeline.at(at, () -> strike(gpu, fault, 0));
      } else if (what == 7) {
        if (severity == Severity.HARSH || gpus.size() > 1) {
          String drained = dice.oneOf(gpus).name();
          long lasts = dice.millis(500, 20_000);
          replicas.forEach(r -> r.drainEndpoint(drained, at, lasts));
        }
      } else if (severity == Severity.HARSH || gpus.size() > 1) {
        Gpu gpu = dice.oneOf(gpus);
        Fault fault = dice.oneOf(lasting());
        long lasts = dice.chance(0.2) ? 200 * SECOND : dice.millis(100, 15_000);
        timeline.at(at, () -> strike(gpu, fault, lasts));
      }
    }
    if (severity == Severity.HARSH && dice.chance(0.03)) {
      timeline.at(
          dice.nanos(spanNanos),
          () -> {
            coverage.struck(Fault.TOKENS_EXPIRED);
            expireTokens.run();
          });
    }
  }

  private List<Fault> atOnce() {
    return blanks && dice.chance(0.2) ? List.of(Fault.ALL_GENERATIONS_BLANK) : AT_ONCE;
  }

  private List<Fault> lasting() {
    if (severity == Severity.HARSH && dice.chance(0.15)) {
      return HARSH_ONLY;
    }
    return blanks && dice.chance(0.2) ? BLANKS.subList(0, 1) : LASTING;
  }

  private void strike(Gpu gpu, Fault fault, long lastsNanos) {
    timeline.trace(
        () -> "fault: %s of %s for %.1f s".formatted(fault, gpu.name(), lastsNanos / 1e9));
    coverage.struck(fault);
    switch (fault) {
      case DOOR_UNREACHABLE -> shut(gpu, Gpu.Door.UNREACHABLE, lastsNanos);
      case DOOR_REFUSES -> shut(gpu, Gpu.Door.REFUSES, lastsNanos);
      case DOOR_DENIES -> shut(gpu, Gpu.Door.DENIES, lastsNanos);
      case DOOR_KNOWS_NOTHING -> shut(gpu, Gpu.Door.KNOWS_NOTHING, lastsNanos);
      case DOOR_HANGS -> shut(gpu, Gpu.Door.HANGS, lastsNanos);
      case CREATED_LATE -> {
        gpu.createdLate(dice.millis(500, 12_000));
        timeline.after(lastsNanos, () -> gpu.createdLate(0));
      }
      case CREATED_NEVER -> {
        gpu.createdNever();
        timeline.after(lastsNanos, () -> gpu.createdLate(0));
      }
      case MUTE -> {
        gpu.vllm().mute(true);
        timeline.after(lastsNanos, () -> gpu.vllm().mute(false));
      }
      case BLANK -> {
        gpu.vllm().blank(true);
        timeline.after(lastsNanos, () -> gpu.vllm().blank(false));
      }
      case DONE_WITHHELD -> {
        gpu.vllm().withholdDone(true);
        timeline.after(lastsNanos, () -> gpu.vllm().withholdDone(false));
      }
      case SLOW -> {
        gpu.vllm().slow(dice.between(2, 30));
        timeline.after(lastsNanos, () -> gpu.vllm().slow(1));
      }
      case ALL_LINKS_DROPPED -> gpu.vllm().dropConnections();
      case ALL_LINKS_CLOSED_1012 -> gpu.vllm().closeConnections(1012);
      case ALL_LINKS_CLOSED_1013 -> gpu.vllm().closeConnections(1013);
      case ALL_GENERATIONS_FAIL -> gpu.vllm().failGenerations("CUDA error");
      case ALL_GENERATIONS_BLANK -> gpu.vllm().blankOpenGenerations();
      case ENGINE_DEATH -> gpu.vllm().killEngine();
      default -> throw new IllegalArgumentException(fault + " is no fault of an endpoint");
    }
  }

  private void shut(Gpu gpu, Gpu.Door door, long lastsNanos) {
    gpu.door(door);
    timeline.after(
        lastsNanos,
        () -> {
          if (!gpu.vllm().isDead()) {
            gpu.door(Gpu.Door.OPEN);
          }
        });
  }
}
