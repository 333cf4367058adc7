package dev.stenogate.session;

import dev.stenogate.localstack.recogniser.Recognition;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.Word;
import dev.stenogate.upstream.DeltaClock;
import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.LinkListener;
import dev.stenogate.upstream.Signal;
import dev.stenogate.upstream.Upstream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A model in simulated time: a delta for each 80 ms that is due, one a step; words of scripted
 * speech at their time; the rest after the end. Its faults are fields that a test sets.
 */
final class SimulatedModel implements Upstream {
  final List<SimulatedLink> links = new ArrayList<>();
  long stepNanos = 10_000_000;
  long readyNanos = 50_000_000;
  Signal.Closed refusal;
  boolean neverReady;
  boolean mute;
  boolean noDone;
  boolean faulty; // answers each utterance with an error
  boolean closeThrows;
  boolean blank; // writes nothing, whatever is said
  boolean writable = true;
  long letGoNanos; // after a link was closed; 0: at once

  /** Links that it has not let go, and the most of them at once. */
  int held;

  int heldMost;

  private final HandLoop loop;
  private final int delayTokens;

  SimulatedModel(HandLoop loop, int delayTokens) {
    this.loop = loop;
    this.delayTokens = delayTokens;
  }

  @Override
  public Link open(LinkListener listener) {
    SimulatedLink link = new SimulatedLink(listener);
    links.add(link);
    held++;
    heldMost = Math.max(heldMost, held);
    if (refusal != null) {
      Signal.Closed closed = refusal;
      loop.after(readyNanos, () -> link.die(closed));
    } else if (!neverReady) {
      loop.after(readyNanos, () -> link.say(new Signal.Ready()));
    }
    return link;
  }

  SimulatedLink last() {
    return links.getLast();
  }

  long openLinks() {
    return links.stream().filter(l -> !l.closed).count();
  }

  /** One link; checks that the session keeps the order of calls. */
  final class SimulatedLink implements Link {
    boolean closed;
    long samples;
    long samplesMostDue;
    private final LinkListener listener;
    private final DeltaClock clock = new DeltaClock(delayTokens);
    private final Deque<Word> words = new ArrayDeque<>();
    private Recognition utterance;
    private StringBuilder text;
    private boolean finished;
    private long deltas;
    private boolean stepping;

    private SimulatedLink(LinkListener listener) {
      this.listener = listener;
    }

    void say(Signal signal) {
      if (!closed) {
        listener.onSignal(signal);
      }
    }

    void die(Signal.Closed why) {
      say(why);
      if (!closed) {
        closed = true;
        letGo();
      }
    }

    private void letGo() {
      if (letGoNanos == 0) {
        haveLetGo();
      } else {
        loop.after(letGoNanos, this::haveLetGo);
      }
    }

    private void haveLetGo() {
      held--;
      listener.onLetGo();
    }

    /** Goes on after it was mute. */
    void resume() {
      step();
    }

    /** Says something although the session gave it up. */
    void sayLate(Signal signal) {
      listener.onSignal(signal);
    }

    @Override
    public void begin() {
      require(utterance == null, "begin within an utterance");
      utterance = new ScriptedRecogniser().open(() -> {});
      text = new StringBuilder();
      samples = 0;
      deltas = 0;
      finished = false;
      words.clear();
      if (faulty) {
        utterance = null;
        loop.after(stepNanos, () -> say(new Signal.Fault("processing_error", "EngineCore")));
      }
    }

    @Override
    public void append(ByteBuffer pcm) {
      if (faulty) {
        return;
      }
      require(utterance != null && !finished, "append outside of an utterance");
      require(
          pcm.remaining() >= 2 && pcm.remaining() % 2 == 0 && pcm.remaining() <= 65_536,
          "append of " + pcm);
      short[] heard = new short[pcm.remaining() / 2];
      pcm.slice().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(heard);
      samples += heard.length;
      utterance.audio(heard);
      words.addAll(utterance.takeWords());
      samplesMostDue = Math.max(samplesMostDue, clock.due(samples) - deltas);
      step();
    }

    @Override
    public void finish() {
      if (faulty) {
        return;
      }
      require(utterance != null && !finished, "finish outside of an utterance");
      finished = true;
      utterance.finish();
      words.addAll(utterance.takeWords());
      step();
    }

    @Override
    public boolean writable() {
      return writable;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        letGo();
      }
      if (closeThrows) {
        throw new IllegalStateException("planned");
      }
    }

    private void step() {
      if (!stepping && !mute && utterance != null && (deltas < due() || finished)) {
        stepping = true;
        loop.after(stepNanos, this::onStep);
      }
    }

    private void onStep() {
      stepping = false;
      if (closed || mute || utterance == null) {
        return;
      }
      if (deltas < due()) {
        String piece = piece();
        deltas++;
        text.append(piece);
        say(piece.isEmpty() ? Signal.Delta.EMPTY : new Signal.Delta(piece));
      } else if (finished && !noDone) {
        utterance = null;
        say(new Signal.Done(text.toString(), 39, (int) deltas));
      }
      step();
    }

    private String piece() {
      if (blank) {
        words.clear();
      }
      long left = finished ? due() - deltas : Long.MAX_VALUE;
      StringBuilder piece = new StringBuilder();
      while (!words.isEmpty()
          && (left <= words.size()
              || (words.peek().endSamples() <= (deltas + 1) * 1_280 && piece.isEmpty()))) {
        piece.append(words.remove().text());
        if (left > words.size()) {
          break;
        }
      }
      return piece.toString();
    }

    private long due() {
      return finished ? clock.dueInAll(samples) : clock.due(samples);
    }

    private void require(boolean holds, String what) {
      if (!holds) {
        throw new AssertionError(what + " (deltas " + deltas + ", samples " + samples + ")");
      }
    }
  }
}
