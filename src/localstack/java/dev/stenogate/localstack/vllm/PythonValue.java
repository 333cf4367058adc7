package dev.stenogate.localstack.vllm;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** How Python speaks of a JSON value: its error replies name types and show values. */
final class PythonValue {
  /** Pydantic shows this many bytes of a value: half from the start, the rest from the end. */
  private static final int SHOWN_BYTES_MAX = 50;

  private PythonValue() {}

  /** The name of its type. */
  static String type(Object value) {
    return switch (value) {
      case null -> "NoneType";
      case String _ -> "str";
      case Boolean _ -> "bool";
      case Double _, Float _ -> "float";
      case Number _ -> "int";
      case JsonArray _ -> "list";
      case JsonObject _ -> "dict";
      default -> throw new IllegalArgumentException("not a JSON value: " + value.getClass());
    };
  }

  /** {@code str(value)}. */
  static String str(Object value) {
    return value instanceof String text ? text : repr(value);
  }

  /** {@code repr(value)}. */
  static String repr(Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean yes -> yes ? "True" : "False";
      case String text -> quoted(text);
      case JsonArray list ->
          list.stream().map(PythonValue::repr).collect(Collectors.joining(", ", "[", "]"));
      case JsonObject dict ->
          dict.stream()
              .map(entry -> quoted(entry.getKey()) + ": " + repr(entry.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      default -> value.toString();
    };
  }

  /** {@code repr(value)}, its middle left out if it is long. */
  static String shown(Object value) {
    byte[] whole = repr(value).getBytes(StandardCharsets.UTF_8);
    if (whole.length <= SHOWN_BYTES_MAX) {
      return new String(whole, StandardCharsets.UTF_8);
    }
    int head = SHOWN_BYTES_MAX / 2;
    int tail = whole.length - (head - 1);
    while (isContinuation(whole[head])) {
      head--;
    }
    while (tail < whole.length && isContinuation(whole[tail])) {
      tail++;
    }
    return new String(whole, 0, head, StandardCharsets.UTF_8)
        + "..."
        + new String(whole, tail, whole.length - tail, StandardCharsets.UTF_8);
  }

  private static boolean isContinuation(byte utf8) {
    return (utf8 & 0xC0) == 0x80;
  }

  private static String quoted(String text) {
    String escaped =
        text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    if (escaped.contains("'") && !escaped.contains("\"")) {
      return '"' + escaped + '"';
    }
    return "'" + escaped.replace("'", "\\'") + "'";
  }
}
