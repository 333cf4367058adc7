package dev.stenogate.localstack.recogniser;

import dev.stenogate.audio.Pcm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One utterance: the stretch since the last cut is open and decoded again every so often; 12 s or
 * the end close it with one last decode. Pauses do not: words that stand alone are harder. At most
 * one decode is under way, and the next waits half as long as the last one took, so that slow
 * decoding makes text late and nothing else.
 */
final class MoonshineRecognition implements Recognition {
  /** Turns audio into text; slow. */
  @FunctionalInterface
  interface Decoder {
    /** What is said in {@code samples[from, to)}. */
    String transcribe(short[] samples, int from, int to);
  }

  /** New audio that is worth another decode of the open stretch, in samples: 320 ms. */
  private static final int STEP_SAMPLES = Pcm.SAMPLE_RATE_HZ * 320 / 1_000;

  /** Silence after speech that makes the last words certain, in samples: 640 ms. */
  private static final int PAUSE_SAMPLES = Pcm.SAMPLE_RATE_HZ * 640 / 1_000;

  /** The longest open stretch, in samples: 12 s; it is cut where it is quietest in the last 4 s. */
  private static final int OPEN_SAMPLES_MAX = Pcm.SAMPLE_RATE_HZ * 12;

  private static final int CUT_SAMPLES_MIN = Pcm.SAMPLE_RATE_HZ * 8;

  /** Silence that is left before the speech, in samples; after 1 s of it Moonshine says nothing. */
  private static final int LEAD_SAMPLES_MAX = Pcm.SAMPLE_RATE_HZ / 5;

  private final Decoder decoder;
  private final ScheduledExecutorService threads;
  private final LongSupplier nanoTime;
  private final Runnable progress;

  // Everything below is guarded by this.
  private final Agreement agreement = new Agreement();
  private List<Word> words = new ArrayList<>();
  private short[] open = new short[OPEN_SAMPLES_MAX];
  private int openSamples;
  private long openStart;
  private long heard;
  private long wordEnd;
  private long notBeforeNanos;
  private boolean finishing;
  private boolean finished;
  private boolean closed;
  private RuntimeException failure;
  private ScheduledFuture<?> decode;
  private boolean decoding;
  private int ticket; // of the newest decode

  MoonshineRecognition(
      Decoder decoder, ScheduledExecutorService threads, LongSupplier nanoTime, Runnable progress) {
    this.decoder = decoder;
    this.threads = threads;
    this.nanoTime = nanoTime;
    this.progress = progress;
    this.notBeforeNanos = nanoTime.getAsLong();
  }

  @Override
  public synchronized void audio(short[] samples) {
    if (openSamples + samples.length > open.length) {
      open = Arrays.copyOf(open, Math.max(2 * open.length, openSamples + samples.length));
    }
    System.arraycopy(samples, 0, open, openSamples, samples.length);
    openSamples += samples.length;
    decodeSoon();
  }

  @Override
  public synchronized void finish() {
    finishing = true;
    if (decode != null && !decoding) {
      decode.cancel(false); // It waits for more audio, and none will come.
      decode = null;
    }
    decodeSoon();
  }

  @Override
  public synchronized List<Word> takeWords() {
    if (failure != null) {
      throw new IllegalStateException("recognition failed: " + failure.getMessage(), failure);
    }
    List<Word> taken = words;
    words = new ArrayList<>();
    return taken;
  }

  @Override
  public synchronized long heardSamples() {
    return heard;
  }

  @Override
  public synchronized boolean isFinished() {
    return finished;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  /** A stretch that must be closed is decoded at once; an open one when it is worth it. */
  private void decodeSoon() {
    boolean mustClose = finishing || openSamples >= OPEN_SAMPLES_MAX;
    boolean worthIt = openStart + openSamples - heard >= STEP_SAMPLES;
    if (decode != null || closed || finished || !(mustClose || worthIt)) {
      return;
    }
    long delayNanos = mustClose ? 0 : Math.max(0, notBeforeNanos - nanoTime.getAsLong());
    int mine = ++ticket;
    decode = threads.schedule(() -> decode(mine), delayNanos, TimeUnit.NANOSECONDS);
  }

  /**
   * @param mine a decode that {@link #finish} cancelled while it was starting is not the newest and
   *     does nothing: a future says that it is cancelled even when it runs already
   */
  private void decode(int mine) {
    Stretch stretch;
    synchronized (this) {
      if (closed || mine != ticket) {
        return;
      }
      decoding = true;
      int length = Math.min(openSamples, OPEN_SAMPLES_MAX);
      stretch = new Stretch(Arrays.copyOf(open, length), finishing && length == openSamples);
    }
    long begun = nanoTime.getAsLong();
    try {
      String text =
          stretch.isSilence()
              ? ""
              : decoder.transcribe(stretch.samples, stretch.start(), stretch.end);
      heard(stretch, text.isEmpty() ? List.of() : List.of(text.split(" ")), begun);
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = e;
        finished = true;
      }
    }
    progress.run();
  }

  private synchronized void heard(Stretch stretch, List<String> decoded, long begunNanos) {
    List<String> certain =
        stretch.isClosed
            ? agreement.closed(decoded)
            : agreement.decoded(decoded, stretch.loudness.quietTail() >= PAUSE_SAMPLES);
    int before =
        stretch.isClosed
            ? decoded.size() - certain.size()
            : agreement.givenWords() - certain.size();
    give(stretch, decoded, before, certain.size());
    heard = openStart + stretch.end;
    if (stretch.isClosed) {
      openSamples -= stretch.end;
      System.arraycopy(open, stretch.end, open, 0, openSamples);
      openStart += stretch.end;
      wordEnd = openStart;
      finished = finishing && openSamples == 0;
    }
    long end = nanoTime.getAsLong();
    notBeforeNanos = end + (end - begunNanos) / 2;
    decoding = false;
    decode = null;
    decodeSoon();
  }

  /** Gives the words, each dated by its share of the letters of the stretch. */
  private void give(Stretch stretch, List<String> decoded, int from, int count) {
    double letters = decoded.stream().mapToInt(String::length).sum();
    double passed = decoded.stream().limit(from).mapToInt(String::length).sum();
    for (int i = from; i < from + count; i++) {
      String word = decoded.get(i);
      passed += word.length();
      wordEnd = Math.max(wordEnd, openStart + stretch.loudness.spoken(passed / letters));
      words.add(new Word(" " + word, wordEnd));
    }
  }

  /** What one decode listens to. */
  private static final class Stretch {
    final short[] samples;
    final Loudness loudness;
    final int end;
    final boolean isClosed;

    Stretch(short[] samples, boolean isLast) {
      this.samples = samples;
      isClosed = isLast || samples.length == OPEN_SAMPLES_MAX;
      end =
          isLast || !isClosed
              ? samples.length
              : new Loudness(samples, samples.length)
                  .quietestPoint(CUT_SAMPLES_MIN, OPEN_SAMPLES_MAX);
      loudness = new Loudness(samples, end);
    }

    int start() {
      return Math.max(0, loudness.speechStart() - LEAD_SAMPLES_MAX);
    }

    boolean isSilence() {
      return loudness.isSilence();
    }
  }
}
