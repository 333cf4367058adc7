package dev.stenogate.routing;

import java.util.List;
import java.util.Locale;

/**
 * What a call asks of an endpoint.
 *
 * @param pool the group
 * @param model the model; empty: any
 * @param languages the languages; empty: any
 */
public record Requirements(String pool, String model, List<String> languages) {
  public Requirements {
    languages = List.copyOf(languages);
  }

  /** Whether the endpoint is of the kind that the call asks for, whatever its state. */
  boolean areMetBy(Endpoint endpoint) {
    return endpoint.pool().equals(pool)
        && (model.isEmpty() || endpoint.model().equals(model))
        && (endpoint.languages().isEmpty()
            || languages.stream().allMatch(l -> speaks(endpoint, l)));
  }

  /** By the primary tag: a model that knows "pt" serves "pt-BR". */
  private static boolean speaks(Endpoint endpoint, String language) {
    return endpoint.languages().stream().anyMatch(l -> primary(l).equals(primary(language)));
  }

  private static String primary(String tag) {
    int end = tag.indexOf('-');
    return (end < 0 ? tag : tag.substring(0, end)).toLowerCase(Locale.ROOT);
  }
}
