package dev.stenogate.authentication;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds a claim, at the top or in objects: {@code realm/groups}. Pure. */
final class ClaimPath {
  /** Values of a list that are looked at. */
  private static final int VALUES_MAX = 100;

  private ClaimPath() {}

  /**
   * What stands there: a string, or strings of a list; empty where it is something else.
   *
   * @param path a claim that is so called as a whole goes first: such names as {@code
   *     https://example.com/tenant} are common
   */
  static List<String> strings(Map<String, Object> claims, String path) {
    Object value = claims.containsKey(path) ? claims.get(path) : inside(claims, path);
    return switch (value) {
      case String text -> List.of(text);
      case Collection<?> many ->
          many.stream()
              .filter(String.class::isInstance)
              .map(String.class::cast)
              .limit(VALUES_MAX)
              .toList();
      case null, default -> List.of();
    };
  }

  private static Object inside(Map<String, Object> claims, String path) {
    Object at = claims;
    for (String step : path.split("/", -1)) {
      if (!(at instanceof Map<?, ?> object)) {
        return null;
      }
      at = object.get(step);
    }
    return at;
  }
}
