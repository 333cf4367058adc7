package dev.stenogate.localstack.sagemaker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One payload part, and at the same time one WebSocket frame: never merged, split or looked into.
 *
 * @param text {@code DataType} UTF8, a text frame; else BINARY, a binary frame. Of a continuation:
 *     that of its message
 * @param complete {@code CompletionState} COMPLETE, FIN set; else PARTIAL
 * @param bytes the payload; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
record Part(boolean text, boolean complete, byte[] bytes) {
  /** The part in a request event; absent headers mean BINARY and COMPLETE, others are ignored. */
  static Part of(EventMessage event) {
    return new Part(
        "UTF8".equals(event.text("DataType")),
        !"PARTIAL".equals(event.text("CompletionState")),
        event.payload());
  }

  /** The part as an event of the response. */
  EventMessage event() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(":message-type", "event");
    headers.put(":event-type", "PayloadPart");
    headers.put(":content-type", "application/octet-stream");
    headers.put("DataType", text ? "UTF8" : "BINARY");
    headers.put("CompletionState", complete ? "COMPLETE" : "PARTIAL");
    return EventMessage.of(headers, bytes);
  }

  /**
   * The part as two: cut inside its first character that takes several bytes, else in the middle.
   */
  List<Part> split() {
    int cut = bytes.length / 2;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] < 0) {
        cut = i + 1;
        break;
      }
    }
    return List.of(
        new Part(text, false, Arrays.copyOf(bytes, cut)),
        new Part(text, complete, Arrays.copyOfRange(bytes, cut, bytes.length)));
  }

  /** A part that says so, for faults. */
  static Part filler(String text) {
    return new Part(true, true, text.getBytes(StandardCharsets.UTF_8));
  }
}
