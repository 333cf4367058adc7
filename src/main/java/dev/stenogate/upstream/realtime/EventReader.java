package dev.stenogate.upstream.realtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;

/**
 * Reads one event in a single pass, keys in any order. Keeps the handful of fields that any event
 * has and passes over the rest; a field of an unexpected kind counts as absent, so that a newer
 * server's additions do no harm.
 */
final class EventReader {
  /**
   * Field names repeat for ever and are compared as they are: interning them would buy nothing. A
   * pool of buffers would keep what was said last on every thread, long after its session.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .build();

  private String type;
  private String id;
  private String delta;
  private String text;
  private String error;
  private String code;
  private int promptTokens;
  private int completionTokens;

  private EventReader() {}

  static ServerEvent read(byte[] utf8) {
    try (JsonParser parser = JSON.createParser(utf8)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return malformed(utf8, "no JSON object");
      }
      EventReader reader = new EventReader();
      reader.readObject(parser);
      if (parser.nextToken() != null) {
        return malformed(utf8, "more than one JSON value");
      }
      return reader.event(utf8);
    } catch (JsonParseException e) {
      // The parser's own words quote the frame, which may be what somebody said.
      return malformed(utf8, "no JSON from byte " + Math.max(0, e.getLocation().getByteOffset()));
    } catch (IOException | RuntimeException e) {
      return malformed(utf8, "no JSON: " + e.getClass().getSimpleName());
    }
  }

  private void readObject(JsonParser parser) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "type" -> type = string(parser, value);
        case "id" -> id = string(parser, value);
        case "delta" -> delta = string(parser, value);
        case "text" -> text = string(parser, value);
        case "error" -> error = string(parser, value);
        case "code" -> code = string(parser, value);
        case "usage" -> readUsage(parser, value);
        default -> parser.skipChildren();
      }
    }
  }

  private void readUsage(JsonParser parser, JsonToken value) throws IOException {
    if (value != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken count = parser.nextToken();
      switch (key) {
        case "prompt_tokens" -> promptTokens = count(parser, count);
        case "completion_tokens" -> completionTokens = count(parser, count);
        default -> parser.skipChildren();
      }
    }
  }

  private ServerEvent event(byte[] utf8) {
    if (type == null) {
      return malformed(utf8, "no string \"type\"");
    }
    return switch (type) {
      case "session.created" -> new ServerEvent.SessionCreated(orEmpty(id));
      case "transcription.delta" ->
          delta == null ? malformed(utf8, "a delta without text") : delta(delta);
      case "transcription.done" ->
          text == null
              ? malformed(utf8, "a done without text")
              : new ServerEvent.Done(text, promptTokens, completionTokens);
      case "error" -> new ServerEvent.Failure(orEmpty(code), orEmpty(error));
      default -> new ServerEvent.Unknown(type);
    };
  }

  private static ServerEvent delta(String text) {
    return text.isEmpty() ? ServerEvent.Delta.EMPTY : new ServerEvent.Delta(text);
  }

  private static String string(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    parser.skipChildren();
    return null;
  }

  private static int count(JsonParser parser, JsonToken value) throws IOException {
    if (value == JsonToken.VALUE_NUMBER_INT) {
      long count = parser.getLongValue();
      return Math.clamp(count, 0, Integer.MAX_VALUE);
    }
    parser.skipChildren();
    return 0;
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static ServerEvent malformed(byte[] utf8, String seen) {
    return new ServerEvent.Malformed(
        "frame of %d bytes: %s (expected: one event as a JSON object)"
            .formatted(utf8.length, seen));
  }
}
