package dev.stenogate.client.command;

import java.math.BigDecimal;
import java.util.List;

/** One JSON object on one line, members in the order in which they are put. */
final class JsonLine {
  private final StringBuilder text = new StringBuilder("{");

  JsonLine put(String name, String value) {
    member(name);
    quote(value);
    return this;
  }

  JsonLine put(String name, long value) {
    member(name).append(value);
    return this;
  }

  JsonLine put(String name, boolean value) {
    member(name).append(value);
    return this;
  }

  /** Milliseconds as a number of seconds: 1280 becomes {@code 1.28}. */
  JsonLine putSeconds(String name, long millis) {
    member(name).append(BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString());
    return this;
  }

  JsonLine put(String name, List<JsonLine> values) {
    member(name).append('[');
    for (var i = 0; i < values.size(); i++) {
      text.append(i == 0 ? "" : ",").append(values.get(i));
    }
    text.append(']');
    return this;
  }

  private StringBuilder member(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(name);
    return text.append(':');
  }

  private void quote(String value) {
    text.append('"');
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> text.append('\\').append(c);
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          // C0 must be escaped; DEL and C1 could steer a terminal.
          if (Character.isISOControl(c)) {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
