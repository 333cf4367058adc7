package dev.stenogate.config;

import dev.stenogate.authentication.JwtIssuer;
import dev.stenogate.authentication.KeyTimes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Single values of {@link AuthSettings}: each is checked, or its key is named. */
final class AuthValues {
  private static final Duration SKEW_MAX = Duration.ofMinutes(5);
  private static final Duration REFRESH_MIN = Duration.ofSeconds(10);
  private static final Duration REFRESH_MAX = Duration.ofHours(24);
  private static final Duration KEEP_MAX = Duration.ofDays(7);

  private AuthValues() {}

  static KeyTimes times(String key, Duration refresh, Duration keep) {
    return KeyTimes.of(
        within(key + ".refresh", refresh, REFRESH_MIN, REFRESH_MAX),
        within(key + ".keep", keep, refresh, KEEP_MAX));
  }

  static int skewSeconds(String key, Duration skew) {
    return (int) within(key + ".clock-skew", skew, Duration.ZERO, SKEW_MAX).toSeconds();
  }

  private static Duration within(String key, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new ConfigException(key, "%s (expected: %s..%s)".formatted(value, least, most));
    }
    return value;
  }

  static List<String> algorithms(String key, List<String> names) {
    for (String name : texts(key, names)) {
      if (!JwtIssuer.ALGORITHMS.contains(name)) {
        throw new ConfigException(
            key, "%s (expected: of %s)".formatted(name, String.join(", ", JwtIssuer.ALGORITHMS)));
      }
    }
    return names;
  }

  static URI https(String key, URI url) {
    if (!"https".equals(url.getScheme()) || url.getHost() == null) {
      throw new ConfigException(key, url + " (expected: https://host/path)");
    }
    return url;
  }

  static List<String> texts(String key, List<String> values) {
    if (values.isEmpty()) {
      throw new ConfigException(key, "none (expected: at least one)");
    }
    values.forEach(value -> text(key, value));
    return values;
  }

  static String text(String key, String value) {
    if (value.isBlank()) {
      throw new ConfigException(key, "blank (expected: a value)");
    }
    return value;
  }

  static String read(String key, Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(
          key, "%s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()));
    }
  }
}
