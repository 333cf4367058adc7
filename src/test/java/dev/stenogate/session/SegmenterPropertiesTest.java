package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.session.Segmenter.Cut;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds for any audio, with flushes and pauses of the caller anywhere in it. */
class SegmenterPropertiesTest {
  private static final int FRAME = 320;
  private static final int FIRST = 77;

  /**
   * So much of the same.
   *
   * @param restSamples a frame shorter than the others at its end, and the audio drained; 0: none
   */
  private record Run(boolean speech, int frames, int restSamples) {}

  private record Utterance(long start, long end) {}

  @Provide
  Arbitrary<List<Run>> audio() {
    Arbitrary<Integer> frames =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.integers().between(1, 12)),
            Tuple.of(3, Arbitraries.integers().between(13, 80)),
            Tuple.of(1, Arbitraries.integers().between(200, 700)));
    Arbitrary<Integer> rest =
        Arbitraries.frequencyOf(
            Tuple.of(12, Arbitraries.just(0)),
            Tuple.of(1, Arbitraries.integers().between(1, FRAME)));
    return Combinators.combine(Arbitraries.of(true, false), frames, rest)
        .as(Run::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<Endpointing> endpointing() {
    return Combinators.combine(
            Arbitraries.longs().between(3_200, 80_000),
            Arbitraries.longs().between(80_000, 240_000),
            Arbitraries.frequency(Tuple.of(9, true), Tuple.of(1, false)))
        .as(Endpointing::new);
  }

  @Property
  void utterancesKeepTheirPromises(
      @ForAll("endpointing") Endpointing endpointing,
      @ForAll("audio") List<Run> audio,
      @ForAll long levelSeed) {
    Driver driver = new Driver(endpointing, new Random(levelSeed));

    audio.forEach(driver::hear);
    driver.drain();

    driver.everyRunOfThreeSpeechFramesIsInAnUtterance();
  }

  /** Drives a segmenter as a session does, and looks at each answer. */
  private static final class Driver {
    private final Endpointing endpointing;
    private final Segmenter segmenter;
    private final Random levels;
    private final List<Utterance> utterances = new ArrayList<>();
    private final BitSet speechFrames = new BitSet();
    private final List<Long> frameEnds = new ArrayList<>();
    private final BitSet drainedBehind = new BitSet();

    private long position = FIRST;
    private boolean open;
    private long start;
    private long fed; // the model has it
    private long lastEnd = FIRST;
    private long settled = FIRST;

    Driver(Endpointing endpointing, Random levels) {
      this.endpointing = endpointing;
      this.levels = levels;
      this.segmenter = new Segmenter(endpointing, FIRST);
    }

    void hear(Run run) {
      for (int i = 0; i < run.frames(); i++) {
        frame(run.speech(), FRAME);
      }
      if (run.restSamples() > 0) {
        frame(run.speech(), run.restSamples());
        drain();
      }
    }

    void drain() {
      for (int i = 0; i < 3; i++) {
        see(segmenter.drain());
      }
      assertThat(open).isFalse();
      drainedBehind.set(frameEnds.size());
    }

    private void frame(boolean speech, int samples) {
      position += samples;
      speechFrames.set(frameEnds.size(), speech);
      frameEnds.add(position);
      see(segmenter.frame(position, speech, -60 + 50 * levels.nextDouble()));
    }

    private void see(Cut cut) {
      switch (cut) {
        case Cut.None _ -> {}
        case Cut.Begin begin -> {
          assertThat(open).isFalse();
          assertThat(begin.start()).isBetween(lastEnd, position).isGreaterThanOrEqualTo(settled);
          assertThat(begin.onset()).isBetween(begin.start(), position);
          open = true;
          start = begin.start();
          fed = start;
        }
        case Cut.End end -> {
          assertThat(open).isTrue();
          assertThat(end.end()).isBetween(fed, position);
          assertThat(end.end() - start).isBetween(1L, endpointing.maxSamples() + FRAME);
          assertThat(end.speechEnd()).isBetween(start, end.end());
          utterances.add(new Utterance(start, end.end()));
          lastEnd = end.end();
          open = false;
        }
      }
      if (open) {
        fed = Math.max(fed, segmenter.feedLimit());
        assertThat(fed).isBetween(start, position);
      } else {
        assertThat(segmenter.settled()).isBetween(settled, position);
        settled = segmenter.settled();
      }
    }

    /** Unless the run was drained in its midst: what is left may be too little for an onset. */
    void everyRunOfThreeSpeechFramesIsInAnUtterance() {
      for (int first = 0; first + 3 <= frameEnds.size(); first++) {
        boolean drained = drainedBehind.get(first + 1) || drainedBehind.get(first + 2);
        boolean heard = speechFrames.get(first, first + 3).cardinality() == 3;
        if ((heard || !endpointing.voiceActivity()) && !drained) {
          covered(first == 0 ? FIRST : frameEnds.get(first - 1), frameEnds.get(first + 2));
        }
      }
    }

    private void covered(long from, long to) {
      long at = from;
      for (Utterance utterance : utterances) {
        if (utterance.start() <= at && at < utterance.end()) {
          at = utterance.end();
        }
      }
      assertThat(at).as("audio from %d", from).isGreaterThanOrEqualTo(to);
    }
  }
}
