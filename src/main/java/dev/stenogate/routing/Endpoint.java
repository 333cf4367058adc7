package dev.stenogate.routing;

import java.util.List;

/**
 * One GPU endpoint, as the operator describes it.
 *
 * @param name the operator's name, unique
 * @param pool the group it serves in
 * @param model the model that it serves, as it names it
 * @param languages BCP 47 tags; empty where not known
 * @param sessionsMax sessions that it may hold at once, at least 1
 * @param delayTokens the model's transcription delay in tokens of 80 ms
 * @param weight its share of the sessions, relative to an endpoint of as many slots; above 0
 * @param zone where it is; empty: not said
 */
public record Endpoint(
    String name,
    String pool,
    String model,
    List<String> languages,
    int sessionsMax,
    int delayTokens,
    double weight,
    String zone) {
  public Endpoint {
    languages = List.copyOf(languages);
  }

  /** One of usual weight, in no zone. */
  public Endpoint(
      String name,
      String pool,
      String model,
      List<String> languages,
      int sessionsMax,
      int delayTokens) {
    this(name, pool, model, languages, sessionsMax, delayTokens, 1, "");
  }
}
