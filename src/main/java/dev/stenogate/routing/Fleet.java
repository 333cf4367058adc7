package dev.stenogate.routing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** All endpoints and pools of the configuration, in its order. Thread-safe. */
final class Fleet {
  private final Map<String, Slots> slots = new LinkedHashMap<>();
  private final Map<String, Pool> pools = new ConcurrentHashMap<>();

  Fleet(Collection<Endpoint> endpoints, RoutingPolicy policy) {
    for (Endpoint endpoint : endpoints) {
      if (slots.put(endpoint.name(), new Slots(endpoint, policy)) != null) {
        throw new IllegalArgumentException("two endpoints are named " + endpoint.name());
      }
      pools.computeIfAbsent(endpoint.pool(), _ -> new Pool());
    }
  }

  Collection<Slots> all() {
    return slots.values();
  }

  /** Null where there is none of that name. */
  Slots slots(String endpoint) {
    return slots.get(endpoint);
  }

  Slots slots(Standing standing) {
    return slots.get(standing.endpoint().name());
  }

  Pool pool(String name) {
    return pools.computeIfAbsent(name, _ -> new Pool());
  }

  Pool pool(Requirements requirements) {
    return pools.getOrDefault(requirements.pool(), Pool.NOBODY);
  }

  /** Those that could serve this, in whatever state. */
  Stream<Endpoint> endpoints(Requirements requirements) {
    return slots.values().stream().map(s -> s.endpoint).filter(requirements::areMetBy);
  }

  List<Standing> standings() {
    return slots.values().stream().map(Slots::standing).toList();
  }

  List<Standing> standings(Requirements requirements) {
    return slots.values().stream()
        .filter(s -> requirements.areMetBy(s.endpoint))
        .map(Slots::standing)
        .toList();
  }

  List<Standing> ofPool(String pool) {
    return standings().stream().filter(s -> s.endpoint().pool().equals(pool)).toList();
  }
}
