package dev.stenogate.rpc;

import dev.stenogate.routing.Endpoint;
import dev.stenogate.tenant.Access;
import dev.stenogate.v1.Pool;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells callers which pools are open to them. */
final class Pools {
  private Pools() {}

  static List<Pool> of(List<Endpoint> endpoints, Access access) {
    Map<String, Set<String>> models = new LinkedHashMap<>();
    Map<String, Set<String>> languages = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      if (!access.allows(endpoint.pool())) {
        continue;
      }
      models.computeIfAbsent(endpoint.pool(), _ -> new LinkedHashSet<>()).add(endpoint.model());
      languages
          .computeIfAbsent(endpoint.pool(), _ -> new LinkedHashSet<>())
          .addAll(endpoint.languages());
    }
    return models.keySet().stream()
        .map(
            pool ->
                Pool.newBuilder()
                    .setName(pool)
                    .addAllModels(models.get(pool))
                    .addAllLanguages(languages.get(pool))
                    .build())
        .toList();
  }
}
