package dev.stenogate.upstream.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.upstream.realtime.ServerEvent.Delta;
import dev.stenogate.upstream.realtime.ServerEvent.Done;
import dev.stenogate.upstream.realtime.ServerEvent.Failure;
import dev.stenogate.upstream.realtime.ServerEvent.Malformed;
import dev.stenogate.upstream.realtime.ServerEvent.SessionCreated;
import dev.stenogate.upstream.realtime.ServerEvent.Unknown;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealtimeCodecTest {
  record Case(String json, ServerEvent event) {}

  static Stream<Case> frames() {
    return Stream.of(
        // As vLLM 0.17 writes them.
        new Case(
            "{\"type\":\"session.created\",\"id\":\"sess-a3f1262bc401be36\",\"created\":1795364451}",
            new SessionCreated("sess-a3f1262bc401be36")),
        new Case("{\"type\":\"transcription.delta\",\"delta\":\"\"}", Delta.EMPTY),
        new Case("{\"type\":\"transcription.delta\",\"delta\":\" First\"}", new Delta(" First")),
        new Case("{\"type\":\"transcription.delta\",\"delta\":\" 你好\"}", new Delta(" 你好")),
        new Case(
            "{\"type\":\"transcription.done\",\"text\":\" Café\",\"usage\":{\"prompt_tokens\":39,"
                + "\"total_tokens\":62,\"completion_tokens\":23,\"prompt_tokens_details\":null}}",
            new Done(" Café", 39, 23)),
        new Case(
            "{\"type\":\"error\",\"error\":\"Invalid JSON\",\"code\":\"invalid_json\"}",
            new Failure("invalid_json", "Invalid JSON")),
        new Case("{\"type\":\"error\",\"error\":\"\",\"code\":null}", new Failure("", "")),
        // As the AWS sample's bridge writes it.
        new Case(
            "{\"type\": \"error\", \"error\": \"vLLM connection failed: 503\"}",
            new Failure("", "vLLM connection failed: 503")),
        // As another server may.
        new Case("{\"delta\":\"x\",\"type\":\"transcription.delta\"}", new Delta("x")),
        new Case(" {\n\"type\" : \"transcription.delta\" ,\t\"delta\" : \"\" }\r\n", Delta.EMPTY),
        new Case(
            "{\"a\":{\"type\":\"error\",\"b\":[1,[{}]]},\"delta\":\"\\u00e9\\n\",\"z\":[],"
                + "\"type\":\"transcription.delta\"}",
            new Delta("é\n")),
        new Case("{\"type\":\"transcription.done\",\"text\":\"\"}", new Done("", 0, 0)),
        new Case(
            "{\"usage\":null,\"text\":\"a\",\"type\":\"transcription.done\"}", new Done("a", 0, 0)),
        new Case(
            "{\"type\":\"transcription.done\",\"text\":\"a\",\"usage\":{\"prompt_tokens\":\"x\","
                + "\"completion_tokens\":4294967296}}",
            new Done("a", 0, Integer.MAX_VALUE)),
        new Case("{\"type\":\"error\",\"error\":{\"message\":\"nested\"}}", new Failure("", "")),
        new Case("{\"type\":\"session.created\"}", new SessionCreated("")),
        new Case("{\"type\":\"session.updated\",\"x\":1}", new Unknown("session.updated")));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void readsEveryEvent(Case frame) {
    assertThat(decode(frame.json())).isEqualTo(frame.event());
  }

  @Test
  void readsTheDeltaOfSilenceWithoutAnObjectOfItsOwn() {
    assertThat(decode("{\"type\":\"transcription.delta\",\"delta\":\"\"}")).isSameAs(Delta.EMPTY);
    assertThat(decode("{\"delta\":\"\",\"type\":\"transcription.delta\"}")).isSameAs(Delta.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "5",
        "[]",
        "\"transcription.delta\"",
        "{",
        "{}",
        "{\"type\":5}",
        "{\"type\":null}",
        "{\"type\":\"transcription.delta\"}",
        "{\"type\":\"transcription.delta\",\"delta\":null}",
        "{\"type\":\"transcription.delta\",\"delta\":7}",
        "{\"type\":\"transcription.done\"}",
        "{\"type\":\"transcription.delta\",\"delta\":\"a\"",
        "{\"type\":\"transcription.delta\",\"delta\":\"a\"}}",
        "{\"type\":\"transcription.delta\",\"delta\":\"a\"} {}",
        "{type:\"transcription.delta\"}",
      })
  void callsWhatIsNoEventMalformed(String frame) {
    assertThat(decode(frame)).isInstanceOf(Malformed.class);
  }

  @Test
  void namesWhatItSawWithoutAWordOfTheFrame() {
    assertThat(decode("{\"type\":\"transcription.delta\",\"delta\": secret}"))
        .isInstanceOfSatisfying(
            Malformed.class,
            seen ->
                assertThat(seen.detail())
                    .startsWith("frame of 46 bytes: no JSON from byte ")
                    .endsWith("(expected: one event as a JSON object)")
                    .doesNotContain("secret"));
  }

  @Test
  void refusesUtf8ThatIsNone() {
    byte[] frame = "{\"type\":\"transcription.delta\",\"delta\":\"?\"}".getBytes(UTF_8);
    frame[frame.length - 3] = (byte) 0xff;
    assertThat(RealtimeCodec.decode(frame)).isInstanceOf(Malformed.class);
  }

  @Test
  void readsUpToItsBoundAndNoFurther() {
    String head = "{\"type\":\"transcription.done\",\"text\":\"";
    int room = RealtimeCodec.FRAME_BYTES_MAX - head.length() - 2;
    assertThat(decode(head + "a".repeat(room) + "\"}")).isInstanceOf(Done.class);
    assertThat(decode(head + "a".repeat(room + 1) + "\"}"))
        .isEqualTo(new Malformed("frame of 1048577 bytes (expected: at most 1048576)"));
  }

  @Test
  void survivesNestingWithoutEnd() {
    assertThat(decode("{\"x\":" + "[".repeat(500_000))).isInstanceOf(Malformed.class);
    assertThat(decode("{\"x\":" + "[".repeat(900) + "]".repeat(900) + "}"))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void neverThrowsWhateverTheBytes() {
    Random random = new Random(41);
    List<byte[]> seeds = frames().map(frame -> frame.json().getBytes(UTF_8)).toList();
    for (int round = 0; round < 200_000; round++) {
      byte[] frame;
      if (round % 4 == 0) {
        frame = new byte[random.nextInt(64)];
        random.nextBytes(frame);
      } else {
        frame = seeds.get(random.nextInt(seeds.size())).clone();
        for (int edits = random.nextInt(1, 4); edits > 0; edits--) {
          frame[random.nextInt(frame.length)] = (byte) random.nextInt();
        }
        if (round % 3 == 0) {
          frame = java.util.Arrays.copyOf(frame, random.nextInt(frame.length + 8));
        }
      }
      assertThat(RealtimeCodec.decode(frame)).isNotNull();
    }
  }

  @Test
  void writesEventsAsTheServerReadsThem() {
    assertThat(text(RealtimeCodec.commit())).isEqualTo("{\"type\":\"input_audio_buffer.commit\"}");
    assertThat(text(RealtimeCodec.commitFinal()))
        .isEqualTo("{\"type\":\"input_audio_buffer.commit\",\"final\":true}");
    assertThat(text(RealtimeCodec.sessionUpdate("mistralai/Voxtral-Mini-4B-Realtime-2602")))
        .isEqualTo(
            "{\"type\":\"session.update\",\"model\":\"mistralai/Voxtral-Mini-4B-Realtime-2602\"}");
    assertThat(text(RealtimeCodec.sessionUpdate("a\"b\\c\né")))
        .isEqualTo("{\"type\":\"session.update\",\"model\":\"a\\\"b\\\\c\\né\"}");
  }

  @Test
  void handsOutFramesThatTheirOwnerMayChange() {
    RealtimeCodec.commit()[0] = 'x';
    RealtimeCodec.commitFinal()[0] = 'x';
    assertThat(text(RealtimeCodec.commit())).startsWith("{");
    assertThat(text(RealtimeCodec.commitFinal())).startsWith("{");
  }

  @Test
  void writesAudioOfAnyLengthFromAnyBuffer() {
    Random random = new Random(42);
    for (int bytes = 2; bytes <= 400; bytes += 2) {
      byte[] audio = new byte[bytes];
      random.nextBytes(audio);
      String expected =
          "{\"type\":\"input_audio_buffer.append\",\"audio\":\""
              + Base64.getEncoder().encodeToString(audio)
              + "\"}";
      ByteBuffer heap = ByteBuffer.wrap(audio).asReadOnlyBuffer();
      ByteBuffer direct = ByteBuffer.allocateDirect(bytes + 7).position(5).put(5, audio);
      direct.limit(5 + bytes).order(ByteOrder.LITTLE_ENDIAN);
      assertThat(text(RealtimeCodec.append(heap))).isEqualTo(expected);
      assertThat(text(RealtimeCodec.append(direct))).isEqualTo(expected);
      assertThat(heap.hasRemaining()).isFalse();
      assertThat(direct.hasRemaining()).isFalse();
    }
    assertThat(RealtimeCodec.append(ByteBuffer.allocate(2_560))).hasSize(3_463);
    assertThat(RealtimeCodec.append(ByteBuffer.allocate(4_096))).hasSize(5_511);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 65_537, 65_538})
  void refusesAudioThatTheServerWouldDrop(int bytes) {
    assertThatThrownBy(() -> RealtimeCodec.append(ByteBuffer.allocate(bytes)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("audio: " + bytes + " bytes (expected: ");
  }

  @Test
  void takesTheMostAudioThatALinkMayCarry() {
    assertThat(RealtimeCodec.append(ByteBuffer.allocate(65_536))).hasSize(47 + 87_384);
  }

  private static ServerEvent decode(String json) {
    return RealtimeCodec.decode(json.getBytes(UTF_8));
  }

  private static String text(byte[] frame) {
    return new String(frame, UTF_8);
  }
}
