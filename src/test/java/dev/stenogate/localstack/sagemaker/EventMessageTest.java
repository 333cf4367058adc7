package dev.stenogate.localstack.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventMessageTest {
  /** One event as SDK 2.40.2 put it on the wire: payload {@code msg0}, data type UTF8. */
  private static final byte[] RECORDED =
      HexFormat.of()
          .parseHex(
              ("000000e3 00000043 e583724c"
                      + "053a64617465 08 000001a203f686da"
                      + "103a6368756e6b2d7369676e6174757265 06 0020"
                      + "cccede8908e8ca7e70e24266e8c388956f25bcc9534a230cd4a857511df389b9"
                      + "00000090 0000007c ed97c56e"
                      + "0d3a636f6e74656e742d74797065 07 0018"
                      + "6170706c69636174696f6e2f6f637465742d73747265616d"
                      + "0b3a6576656e742d74797065 07 000b 5061796c6f616450617274"
                      + "0d3a6d6573736167652d74797065 07 0005 6576656e74"
                      + "0e436f6e74656e742d4c656e677468 07 0001 34"
                      + "084461746154797065 07 0004 55544638"
                      + "6d736730 817993d6 e3c7c7dc")
                  .replace(" ", ""));

  @Test
  void aRecordedEventIsReadThroughBothLayers() throws Exception {
    EventMessage shell = EventMessage.decode(RECORDED);
    assertThat(shell.headers().keySet()).containsExactly(":date", ":chunk-signature");
    assertThat(shell.headers().get(":date")).isEqualTo(new EventMessage.Timestamp(0x1a203f686daL));

    EventMessage inner = EventMessage.decode(shell.payload());
    assertThat(inner.headers().keySet())
        .containsExactly(
            ":content-type", ":event-type", ":message-type", "Content-Length", "DataType");
    Part part = Part.of(inner);
    assertThat(part.text()).isTrue();
    assertThat(part.complete()).isTrue();
    assertThat(inner.payloadText()).isEqualTo("msg0");
  }

  @Test
  void aRecordedEventIsWrittenToTheByte() throws Exception {
    EventMessage shell = EventMessage.decode(RECORDED);
    assertThat(EventMessage.decode(shell.payload()).encode()).isEqualTo(shell.payload());
    assertThat(shell.encode()).isEqualTo(RECORDED);
  }

  @Test
  void everyTypeOfHeaderSurvives() throws Exception {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("t", true);
    headers.put("f", false);
    headers.put("byte", (byte) -3);
    headers.put("short", (short) -300);
    headers.put("int", -70_000);
    headers.put("long", Long.MIN_VALUE);
    headers.put("text", "ünï");
    headers.put("time", new EventMessage.Timestamp(5));
    headers.put("id", new UUID(1, 2));
    byte[] bytes = new EventMessage(headers, new byte[0]).encode();
    assertThat(EventMessage.decode(bytes).headers()).isEqualTo(headers);
  }

  @Test
  void messagesAreFoundWhereverTheStreamIsCut() throws Exception {
    var random = new Random(7);
    byte[] stream = new byte[0];
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      texts.add(i + "x".repeat(random.nextInt(300)));
      byte[] message = Part.filler(texts.getLast()).event().encode();
      int before = stream.length;
      stream = Arrays.copyOf(stream, before + message.length);
      System.arraycopy(message, 0, stream, before, message.length);
    }
    var messages = new EventMessages();
    List<String> found = new ArrayList<>();
    for (int at = 0; at < stream.length; ) {
      int to = Math.min(stream.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 900));
      messages.add(Arrays.copyOfRange(stream, at, to));
      for (var message = messages.next(); message != null; message = messages.next()) {
        found.add(message.payloadText());
      }
      at = to;
    }
    assertThat(found).isEqualTo(texts);
    assertThat(messages.heldBytes()).isZero();
  }

  @Test
  void everyFlippedBitIsNoticed() {
    for (int bit = 0; bit < RECORDED.length * 8; bit++) {
      byte[] wrong = RECORDED.clone();
      wrong[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> EventMessage.decode(wrong))
          .isInstanceOf(EventMessage.Malformed.class);
    }
  }

  @Test
  void aSplitCutsInsideACharacter() {
    List<Part> halves = Part.filler("aé").split();
    assertThat(halves.get(0).bytes()).hasSize(2);
    assertThat(halves.get(0).complete()).isFalse();
    assertThat(halves.get(1).bytes()).hasSize(1);
    assertThat(halves.get(1).complete()).isTrue();
  }
}
