package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.session.Reply.Segment;
import dev.stenogate.upstream.Signal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole sessions in random worlds: one seed decides what is said, how it is sent, and what breaks
 * behind the gateway. Whatever happens, the finals are what was said, in order, exactly once.
 */
class SessionWorldsTest {
  private static final int WORLDS = 400;
  private static final long BLOCKED_NANOS_MAX = 2_000_000_000L;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void finalsAreExactlyOnceInEveryWorld(int fifth) {
    for (long seed = fifth; seed < WORLDS; seed += 5) {
      try {
        new RandomWorld(seed).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static final class RandomWorld {
    private final Random random;
    private final World world;
    private final int words;
    private final int chunkBytes;
    private final boolean live;
    private long blockedNanos;
    private int flushes;
    private int sentBytes;
    private int sentAtFlush;
    private int mostHeld;

    RandomWorld(long seed) {
      random = new Random(seed);
      long silence = 16L * (200 + random.nextInt(800));
      long longest = 16_000L * (5 + random.nextInt(25));
      boolean voice = random.nextInt(5) > 0;
      world =
          new World(
              1 + random.nextInt(3),
              SessionLimits.DEFAULT,
              World.plan(new Endpointing(silence, longest, voice)));
      for (SimulatedModel model : world.models.values()) {
        model.stepNanos = 1_000_000L * (2 + random.nextInt(60));
      }
      words = 1 + random.nextInt(200);
      chunkBytes = 2 * (1 + random.nextInt(random.nextBoolean() ? 100 : 20_000));
      live = random.nextBoolean();
      world.say(speech());
    }

    private ScriptedSpeech speech() {
      ScriptedSpeech speech = new ScriptedSpeech().silenceSamples(random.nextInt(20_000));
      for (int word = 0; word < words; word++) {
        speech.word(word).silenceSamples(random.nextInt(random.nextInt(12) == 0 ? 40_000 : 3_000));
      }
      return speech;
    }

    void run() {
      world.begin();
      while (!world.allSent() && !world.session.isOver()) {
        disturb();
        move();
      }
      world.client.reads = true;
      world.models.values().forEach(m -> m.writable = true);
      world.session.onClientReady();
      world.halfClose().live(0);
      for (int i = 0; i < 400 && !world.session.isOver(); i++) {
        world.models.values().forEach(this::wakeUp);
        disturb();
        world.loop.passMillis(500);
      }
      check();
    }

    private void move() {
      if (world.loop.nanoTime() - blockedNanos > BLOCKED_NANOS_MAX) {
        world.models.values().forEach(this::wakeUp); // Longer, and the session gives the link up.
        blockedNanos = world.loop.nanoTime();
      }
      if (live) {
        send();
        world.loop.passMillis(Math.max(1, chunkBytes / 32));
      } else {
        while (random.nextInt(5) > 0 && send()) {}
        world.loop.passMillis(1 + random.nextInt(50));
      }
      mostHeld = Math.max(mostHeld, world.session.bufferedBytes());
      checkBounds();
    }

    private boolean send() {
      boolean sent = world.send(chunkBytes);
      sentBytes += sent ? chunkBytes : 0;
      return sent;
    }

    private void disturb() {
      switch (random.nextInt(live ? 120 : 400)) {
        case 0 -> killLink(Signal.Reason.LOST);
        case 1 -> killLink(Signal.Reason.ENDED);
        case 2 -> block();
        case 3, 4, 5 -> world.models.values().forEach(this::wakeUp);
        case 6 -> world.client.reads = false;
        case 7, 8, 9 -> {
          world.client.reads = true;
          world.session.onClientReady();
        }
        case 10 -> flush();
        case 11 -> speakLate();
        default -> {}
      }
    }

    private void block() {
      blockedNanos = world.loop.nanoTime();
      world.models.values().forEach(m -> m.writable = false);
    }

    private void wakeUp(SimulatedModel model) {
      if (!model.writable) {
        model.writable = true;
        if (!model.links.isEmpty()) {
          model.last().say(new Signal.Writable());
        }
      }
    }

    /**
     * Only a link that has finished a segment since the last loss, so that the bound on failures is
     * not what ends it.
     */
    private void killLink(Signal.Reason reason) {
      boolean since = world.client.finals().size() > finalsAtLoss;
      if (since) {
        finalsAtLoss = world.client.finals().size();
        world.models.values().stream()
            .filter(m -> m.openLinks() > 0)
            .findFirst()
            .ifPresent(m -> m.last().die(new Signal.Closed(reason, "planned")));
      }
    }

    private int finalsAtLoss = -1;

    /** Not twice in one word: what is left of it between two flushes is too short to be read. */
    private void flush() {
      boolean apart = sentBytes - sentAtFlush > ScriptedSpeech.WORD_SAMPLES * 4;
      if (apart && world.isAsked() && !world.session.isOver()) {
        sentAtFlush = sentBytes;
        world.flush("f" + flushes++);
      }
    }

    private void speakLate() {
      for (SimulatedModel model : world.models.values()) {
        model.links.stream()
            .filter(l -> l.closed)
            .findAny()
            .ifPresent(l -> l.sayLate(new Signal.Delta(" late")));
      }
    }

    private void checkBounds() {
      assertThat(world.session.bufferedBytes())
          .isLessThanOrEqualTo(world.bufferBytesMax + chunkBytes);
      assertThat(world.slotsHeld()).isLessThanOrEqualTo(2); // Two while it moves.
      assertThat(world.outstandingRequests()).isBetween(0, 1);
    }

    private void check() {
      assertThat(world.client.ending).isNotNull();
      assertThat(world.client.ending.outcome())
          .as(world.client.ending.detail())
          .isEqualTo(Outcome.COMPLETED);
      assertThat(world.client.endings).isOne();
      assertThat(world.reports).hasSize(1);
      assertThat(world.client.transcript()).isEqualTo(World.words(0, words));
      assertThat(world.client.all(Reply.Flushed.class)).hasSize(flushes);
      assertThat(world.slotsHeld()).isZero();
      assertThat(world.models.values()).allSatisfy(m -> assertThat(m.openLinks()).isZero());
      checkSegments(world.client.all(Segment.class));
    }

    private void checkSegments(List<Segment> told) {
      long open = 0;
      int revision = 0;
      long end = 0;
      for (Segment segment : told) {
        assertThat(segment.segmentId()).isEqualTo(open);
        assertThat(segment.revision()).isGreaterThanOrEqualTo(revision);
        assertThat(segment.start()).isGreaterThanOrEqualTo(end);
        assertThat(segment.words())
            .allSatisfy(w -> assertThat(w.end()).isBetween(segment.start(), segment.end()));
        revision = segment.revision();
        if (segment.isFinal()) {
          open++;
          revision = 0;
          end = segment.end();
        }
      }
    }
  }
}
