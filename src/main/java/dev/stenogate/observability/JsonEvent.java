package dev.stenogate.observability;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** An event as one line of JSON, for machines. Keys in the order in which they are put. */
final class JsonEvent {
  private static final JsonFactory JSON = new JsonFactory();

  private final StringWriter text = new StringWriter();
  private final JsonGenerator json;

  JsonEvent() {
    try {
      json = JSON.createGenerator(text);
      json.setHighestNonEscapedChar(126); // Terminals and log shippers differ on the rest.
      json.writeStartObject();
    } catch (IOException e) {
      throw unheard(e);
    }
  }

  JsonEvent put(String key, String value) {
    return write(() -> json.writeStringField(key, value));
  }

  JsonEvent put(String key, long value) {
    return write(() -> json.writeNumberField(key, value));
  }

  /** Sorted by key. */
  JsonEvent put(String key, Map<String, String> values) {
    return write(
        () -> {
          json.writeObjectFieldStart(key);
          for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
          }
          json.writeEndObject();
        });
  }

  /** The line. Once. */
  String line() {
    write(
        () -> {
          json.writeEndObject();
          json.close();
        });
    return text.toString();
  }

  private JsonEvent write(Writing writing) {
    try {
      writing.write();
      return this;
    } catch (IOException e) {
      throw unheard(e);
    }
  }

  private static UncheckedIOException unheard(IOException e) {
    return new UncheckedIOException("a string cannot be written to", e);
  }

  private interface Writing {
    void write() throws IOException;
  }
}
