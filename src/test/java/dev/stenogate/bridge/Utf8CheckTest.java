package dev.stenogate.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8CheckTest {
  private final Utf8Check check = new Utf8Check();

  /** The JDK's decoder is the judge; pieces of any length must not matter. */
  @Test
  void agreesWithTheDecoderOnEveryMessageHoweverItIsCut() {
    Random random = new Random(3);
    int good = 0;
    for (int round = 0; round < 300_000; round++) {
      byte[] bytes = message(random);
      boolean expected = decodes(bytes);
      good += expected ? 1 : 0;
      int cut = random.nextInt(bytes.length + 1);
      boolean seen =
          check.accepts(Unpooled.wrappedBuffer(bytes, 0, cut), false)
              && check.accepts(Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut), true);
      assertThat(seen)
          .as("%s cut at %d", java.util.HexFormat.of().formatHex(bytes), cut)
          .isEqualTo(expected);
    }
    assertThat(good).isBetween(50_000, 250_000);
  }

  @Test
  void startsAfreshAfterAMessageThatWasNone() {
    assertThat(check.accepts(Unpooled.wrappedBuffer(new byte[] {(byte) 0xe2, 'x'}), false))
        .isFalse();
    assertThat(check.accepts(Unpooled.wrappedBuffer(new byte[] {'a'}), true)).isTrue();
  }

  private static byte[] message(Random random) {
    int[] points = new int[random.nextInt(1, 4)];
    for (int i = 0; i < points.length; i++) {
      int bits = random.nextInt(1, 22);
      int point = random.nextInt(1 << bits);
      boolean none = point > 0x10ffff || (point >= 0xd800 && point < 0xe000);
      points[i] = none ? 'x' : point;
    }
    byte[] bytes = new String(points, 0, points.length).getBytes(UTF_8);
    if (random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(0x80, 0x100);
    }
    return bytes;
  }

  private static boolean decodes(byte[] bytes) {
    try {
      var unused = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
