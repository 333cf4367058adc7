package dev.stenogate.e2e;

import dev.stenogate.audio.Pcm;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.v1.TranscribeResponse;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A session that speaks in real time until it is told to finish: a new word every half second, and
 * a pause after every eighth, so that segments end.
 */
final class GoodSession {
  private static final int STEP_MILLIS = 100;
  private static final int STEP_BYTES = (int) Pcm.samplesOfMillis(STEP_MILLIS) * Pcm.SAMPLE_BYTES;
  private static final int GAP_MILLIS = 180;
  private static final int PAUSE_MILLIS = 1_000;
  private static final int WORDS_TO_A_PAUSE = 8;

  private final HandCall call;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private Future<?> speaking;
  private byte[] unsent = {};
  private int words;

  private GoodSession(HandCall call) {
    this.call = call;
  }

  /** Starts a call, waits until it is served, and speaks. */
  static GoodSession begin(Caller caller) {
    GoodSession session = new GoodSession(caller.transcribe());
    session.call.start(Requests.start().build()).awaitStarted();
    session.speaking =
        session.clock.scheduleAtFixedRate(session::step, 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
    return session;
  }

  /** Ends the last word, half-closes, and waits for everything to be final. */
  Heard finish() {
    awaitEndOfClock();
    if (unsent.length > 0) {
      call.audio(unsent);
    }
    call.halfClose();
    StringBuilder finals = new StringBuilder();
    int revisions = 0;
    TranscribeResponse response = call.next();
    for (; !response.hasCompleted(); response = call.next()) {
      if (response.hasSegment() && response.getSegment().getIsFinal()) {
        finals.append(response.getSegment().getText());
        revisions += response.getSegment().getRevision();
      }
    }
    return new Heard(finals.toString(), revisions, call.answer());
  }

  /** Whether the call has ended. */
  boolean isOver() {
    return call.isOver();
  }

  /** What was said so far, as {@link dev.stenogate.localstack.recogniser.Word}s are written. */
  String said(String word) {
    return IntStream.range(0, words).mapToObj(n -> " " + word + n).collect(Collectors.joining());
  }

  /**
   * What came back.
   *
   * @param finals the texts of all finals, put one after the other
   * @param revisions how often a segment had to be transcribed again
   */
  record Heard(String finals, int revisions, Answer answer) {}

  private void step() {
    if (unsent.length < STEP_BYTES) {
      unsent = joined(unsent, nextWord());
    }
    call.audio(Arrays.copyOf(unsent, STEP_BYTES));
    unsent = Arrays.copyOfRange(unsent, STEP_BYTES, unsent.length);
  }

  private byte[] nextWord() {
    ScriptedSpeech speech = new ScriptedSpeech().word(words++);
    return speech.silenceMillis(words % WORDS_TO_A_PAUSE == 0 ? PAUSE_MILLIS : GAP_MILLIS).pcm();
  }

  private void awaitEndOfClock() {
    if (speaking.isDone()) {
      throw new AssertionError("the good session stopped speaking", speaking.exceptionNow());
    }
    clock.shutdown();
    try {
      if (!clock.awaitTermination(HandCall.AWAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the good session's clock does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(first.length + second.length);
    bytes.writeBytes(first);
    bytes.writeBytes(second);
    return bytes.toByteArray();
  }
}
