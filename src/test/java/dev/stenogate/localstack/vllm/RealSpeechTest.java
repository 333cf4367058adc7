package dev.stenogate.localstack.vllm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.SpeechSample;
import dev.stenogate.localstack.WordErrorRate;
import dev.stenogate.localstack.recogniser.MoonshineRecogniser;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Real speech through the server with the real recogniser, faster than it was spoken. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealSpeechTest {
  private static final int CHUNK_BYTES = 2 * 1_280;
  private static final int WINDOW_BYTES = 2 * 320;
  private static final int PAUSE_WINDOWS = 32; // 640 ms

  /** Quieter windows are a pause of these samples. */
  private static final double PAUSE_RMS_MAX = 700;

  private Vertx vertx;
  private VllmServer server;

  @BeforeAll
  void start() {
    vertx = Vertx.vertx();
    server = VllmServer.start(vertx, VllmOptions.of(MoonshineRecogniser.shared()));
  }

  @AfterAll
  void stop() {
    server.close();
    vertx.close();
  }

  @Test
  void understandsSpeechSentAsOneUtterance() {
    WordErrorRate total = new WordErrorRate(0, 0);
    for (SpeechSample sample : SpeechSample.values()) {
      total = total.plus(measure(sample, List.of(sample.pcm())));
    }
    System.out.println("one utterance each: " + total);
    assertThat(total.rate()).isLessThanOrEqualTo(0.06);
  }

  @Test
  void understandsSpeechCutAtPauses() {
    WordErrorRate total = new WordErrorRate(0, 0);
    for (SpeechSample sample : SpeechSample.values()) {
      total = total.plus(measure(sample, cutAtPauses(sample.pcm())));
    }
    System.out.println("cut at pauses of 640 ms: " + total);
    assertThat(total.rate()).isLessThanOrEqualTo(0.10);
  }

  @Test
  void writesWordsBeforeTheUtteranceEnds() {
    byte[] pcm = SpeechSample.SENSE_AND_SENSIBILITY_1.pcm();
    try (TestClient client = TestClient.ready(vertx, server.port())) {
      client.commit();
      client.append(pcm);
      long open = new FrameClock(6).frames(pcm.length / 2, false);
      // Recognition lets text run at most 4 s ahead, so these deltas wait for the first decodes.
      assertThat(client.takeDeltas(open)).hasSize((int) open);
      client.commitFinal();
      assertThat(client.takeText()).startsWith(" And Mr. John Dashwood");
    }
  }

  private WordErrorRate measure(SpeechSample sample, List<byte[]> utterances) {
    StringBuilder text = new StringBuilder();
    try (TestClient client = TestClient.ready(vertx, server.port())) {
      for (byte[] utterance : utterances) {
        client.commit();
        for (int from = 0; from < utterance.length; from += CHUNK_BYTES) {
          int to = Math.min(utterance.length, from + CHUNK_BYTES);
          client.append(Arrays.copyOfRange(utterance, from, to));
        }
        client.commitFinal();
        text.append(client.takeText());
      }
    }
    WordErrorRate rate = WordErrorRate.of(sample.text(), text.toString());
    System.out.println(sample + " in " + utterances.size() + ": " + rate + " |" + text);
    return rate;
  }

  /** Cuts in the middle of every pause that speech follows. */
  private static List<byte[]> cutAtPauses(byte[] pcm) {
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    int quiet = 0;
    for (int at = 0; at + WINDOW_BYTES <= pcm.length; at += WINDOW_BYTES) {
      if (rms(pcm, at) < PAUSE_RMS_MAX) {
        quiet++;
        continue;
      }
      if (quiet >= PAUSE_WINDOWS && at - quiet * WINDOW_BYTES > start) {
        int middle = at - quiet / 2 * WINDOW_BYTES;
        parts.add(Arrays.copyOfRange(pcm, start, middle));
        start = middle;
      }
      quiet = 0;
    }
    parts.add(Arrays.copyOfRange(pcm, start, pcm.length));
    return parts;
  }

  private static double rms(byte[] pcm, int from) {
    double sum = 0;
    for (int i = from; i < from + WINDOW_BYTES; i += 2) {
      int sample = (pcm[i + 1] << 8) | (pcm[i] & 0xFF);
      sum += (double) sample * sample;
    }
    return Math.sqrt(sum / (WINDOW_BYTES / 2));
  }
}
