package dev.stenogate.config;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A mapping in a YAML file, read key by key; whatever was not asked for when it is closed is an
 * error, for a misspelled limit would be none. Messages have keys and the shape of values, and
 * values only where they can be no secret.
 */
final class YamlSection implements AutoCloseable {
  /** Zero needs no unit; nobody knows that of others. */
  private static final Pattern UNITLESS = Pattern.compile("0*[1-9][0-9]*");

  private final String path;
  private final Map<String, Object> values;
  private final Set<String> known = new HashSet<>();

  private YamlSection(String path, Map<String, Object> values) {
    this.path = path;
    this.values = values;
  }

  /**
   * A value as a mapping.
   *
   * @param path names it in errors
   */
  static YamlSection of(String path, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new ConfigException(path, shape(value) + " (expected: a mapping)");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    map.forEach((key, v) -> values.put(String.valueOf(key), v));
    return new YamlSection(path, values);
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  Set<String> keys() {
    return values.keySet();
  }

  boolean has(String key) {
    known.add(key);
    return values.get(key) != null;
  }

  /** A mapping below; an empty one where there is none. */
  YamlSection section(String key) {
    return of(path(key), has(key) ? values.get(key) : Map.of());
  }

  /** A list; an empty one where there is none. Items are named by their place, from 0. */
  List<Object> items(String key) {
    if (!has(key)) {
      return List.of();
    }
    if (values.get(key) instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    throw new ConfigException(path(key), shape(values.get(key)) + " (expected: a list)");
  }

  List<String> strings(String key) {
    List<String> strings = new ArrayList<>();
    for (Object item : items(key)) {
      strings.add(scalar(path(key), item));
    }
    return strings;
  }

  Optional<String> string(String key) {
    return has(key) ? Optional.of(scalar(path(key), values.get(key))) : Optional.empty();
  }

  String required(String key) {
    return string(key).orElseThrow(() -> new ConfigException(path(key), "not set"));
  }

  boolean flag(String key, boolean usual) {
    return string(key)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw wrong(key, text, "true or false");
                })
        .orElse(usual);
  }

  int whole(String key, int least, int most, int usual) {
    Optional<String> text = string(key);
    if (text.isEmpty()) {
      return usual;
    }
    String expected = "%d..%d".formatted(least, most);
    try {
      int value = Integer.parseInt(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw wrong(key, text.get(), expected);
  }

  double number(String key, double least, double most, double usual) {
    Optional<String> text = string(key);
    if (text.isEmpty()) {
      return usual;
    }
    try {
      double value = Double.parseDouble(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw wrong(key, text.get(), "%s..%s".formatted(least, most));
  }

  long millis(String key, Duration most, long usual) {
    Optional<String> text = string(key);
    if (text.isEmpty()) {
      return usual;
    }
    try {
      if (UNITLESS.matcher(text.get()).matches()) {
        throw wrong(key, text.get(), "a unit, such as 90s or 2h");
      }
      Duration value = DurationConverter.parseDuration(text.get());
      if (!value.isNegative() && value.compareTo(most) <= 0) {
        return value.toMillis();
      }
    } catch (IllegalArgumentException | DateTimeParseException _) {
      // Told below.
    }
    throw wrong(key, text.get(), "0..%s, such as 90s or 2h".formatted(most));
  }

  Optional<Instant> moment(String key) {
    try {
      return string(key).map(Instant::parse);
    } catch (DateTimeParseException _) {
      throw new ConfigException(
          path(key), "malformed (expected: a moment such as 2027-01-31T00:00:00Z)");
    }
  }

  /** Refuses keys that nobody asked for. */
  @Override
  public void close() {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw new ConfigException(
            path(clipped(key)), "not known (expected: one of %s)".formatted(sorted()));
      }
    }
  }

  private List<String> sorted() {
    return known.stream().sorted().toList();
  }

  private ConfigException wrong(String key, String seen, String expected) {
    return new ConfigException(path(key), "'%s' (expected: %s)".formatted(clipped(seen), expected));
  }

  private static String scalar(String path, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new ConfigException(path, shape(value) + " (expected: one value)");
  }

  private static String clipped(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private static String shape(Object value) {
    return switch (value) {
      case null -> "nothing";
      case List<?> _ -> "a list";
      case Map<?, ?> _ -> "a mapping";
      default -> "one value";
    };
  }
}
