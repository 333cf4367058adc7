package dev.stenogate.localstack.recogniser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The recognition around a decoder that the test plays: it writes one word for each second. */
class MoonshineRecognitionTest {
  private static final int SECOND = 16_000;

  private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(1);
  private final Semaphore progress = new Semaphore(0);
  private final Semaphore decoding = new Semaphore(0);
  private final Semaphore mayDecode = new Semaphore(Integer.MAX_VALUE / 2);
  private final List<Integer> decodedSamples = new ArrayList<>();
  private final MoonshineRecognition recognition = recognition(this::decode);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private MoonshineRecognition recognition(MoonshineRecognition.Decoder decoder) {
    return new MoonshineRecognition(decoder, threads, System::nanoTime, progress::release);
  }

  private String decode(short[] samples, int from, int to) {
    decoding.release();
    mayDecode.acquireUninterruptibly();
    decodedSamples.add(to - from);
    StringBuilder text = new StringBuilder();
    for (int second = 1; second <= (to - from) / SECOND; second++) {
      text.append(text.isEmpty() ? "" : " ").append("s").append(second);
    }
    return text.toString();
  }

  @Test
  void givesEveryWordOnceWhenAMinuteComesAtOnce() throws Exception {
    recognition.audio(speech(60));
    recognition.finish();
    List<Word> words = takeAll();
    assertThat(recognition.heardSamples()).isEqualTo(60L * SECOND);
    assertThat(decodedSamples).allMatch(samples -> samples <= 12 * SECOND);
    assertThat(words)
        .hasSizeBetween(50, 60)
        .isSortedAccordingTo((a, b) -> Long.compare(a.endSamples(), b.endSamples()));
  }

  @Test
  void neverBlocksTheCallerAndKeepsOneDecodeUnderWayWhileDecodingIsSlow() throws Exception {
    mayDecode.drainPermits();
    recognition.audio(speech(1));
    assertThat(decoding.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 1; i < 100; i++) {
      recognition.audio(speech(1));
    }
    assertThat(threads.getQueue()).isEmpty();
    assertThat(recognition.takeWords()).isEmpty();
    mayDecode.release(1_000);
    recognition.finish();
    takeAll();
    assertThat(recognition.heardSamples()).isEqualTo(100L * SECOND);
  }

  @Test
  void asksNothingOfTheDecoderOverSilence() throws Exception {
    recognition.audio(new short[30 * SECOND]);
    recognition.finish();
    assertThat(takeAll()).isEmpty();
    assertThat(decodedSamples).isEmpty();
  }

  @Test
  void tellsThatTheDecoderFailed() throws Exception {
    MoonshineRecognition failing =
        recognition(
            (_, _, _) -> {
              throw new IllegalStateException("out of memory");
            });
    failing.audio(speech(1));
    assertThat(progress.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    assertThat(failing.isFinished()).isTrue();
    assertThatThrownBy(failing::takeWords).hasMessageContaining("out of memory");
  }

  @Test
  void isFinishedAtOnceWithoutAudio() throws Exception {
    recognition.finish();
    assertThat(takeAll()).isEmpty();
  }

  private List<Word> takeAll() throws InterruptedException {
    List<Word> words = new ArrayList<>();
    while (!recognition.isFinished()) {
      assertThat(progress.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      words.addAll(recognition.takeWords());
    }
    words.addAll(recognition.takeWords());
    return words;
  }

  private static short[] speech(int seconds) {
    short[] samples = new short[seconds * SECOND];
    Arrays.fill(samples, (short) 3_000);
    return samples;
  }
}
