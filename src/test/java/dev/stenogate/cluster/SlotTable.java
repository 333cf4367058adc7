package dev.stenogate.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules of {@code slots.lua} in Java, for worlds without Redis. {@link SlotsScriptTest} sees
 * that both say the same.
 */
final class SlotTable {
  private static final int HEADER_WORDS = 5;
  private static final int ENDPOINT_WORDS = 5;
  private static final long SILENCE_MILLIS = 500;
  private static final long RETURN_MILLIS_MIN = 2_000;

  private record Slots(int cap, int rights, int held, int wanted) {}

  private record Replica(long seen, long lease, long seq, Map<String, Slots> slots) {}

  private boolean known;
  private long time;
  private long served;
  private long recoversUntil;
  private final TreeMap<String, Replica> replicas = new TreeMap<>();

  /** As it is now, for a Redis that comes back with what it had. */
  SlotTable copy() {
    SlotTable copy = new SlotTable();
    copy.known = known;
    copy.time = time;
    copy.served = served;
    copy.recoversUntil = recoversUntil;
    copy.replicas.putAll(replicas);
    return copy;
  }

  @Override
  public String toString() {
    return "%d served, recovers until %d, %s".formatted(served, recoversUntil, replicas);
  }

  /** The rights that are recorded on an endpoint. */
  int rights(String endpoint) {
    return replicas.values().stream()
        .map(r -> r.slots().get(endpoint))
        .mapToInt(s -> s == null ? 0 : s.rights())
        .sum();
  }

  /** What the script returns. */
  List<Integer> ask(List<String> words, long nowMillis) {
    String me = words.get(0);
    long seq = Long.parseLong(words.get(1));
    long acked = Long.parseLong(words.get(2));
    long lease = Long.parseLong(words.get(3));
    boolean leaving = words.get(4).equals("1");
    long servedNow = served + Math.max(0, Math.min(nowMillis - time, lease / 4));
    if (replicas.containsKey(me) && seq <= replicas.get(me).seq()) {
      return List.of(0);
    }
    served = known ? servedNow : 0;
    if (known && (nowMillis - time > SILENCE_MILLIS || nowMillis < time)) {
      recoversUntil = Math.max(recoversUntil, served + Math.max(RETURN_MILLIS_MIN, lease / 2));
    }
    time = nowMillis;
    if (!known || (replicas.containsKey(me) && replicas.get(me).seq() < acked)) {
      replicas.clear();
      recoversUntil = served + lease;
      known = true;
    }
    boolean recovering = served < recoversUntil;
    replicas.values().removeIf(r -> served - r.seen() >= r.lease());

    List<Integer> reply = new ArrayList<>(List.of(1, recovering ? 1 : 0));
    Map<String, Slots> own = new TreeMap<>();
    for (int i = HEADER_WORDS; i < words.size(); i += ENDPOINT_WORDS) {
      String endpoint = words.get(i);
      int has = Integer.parseInt(words.get(i + 2));
      int held = Integer.parseInt(words.get(i + 3));
      int wanted = Integer.parseInt(words.get(i + 4));
      int cap = Integer.parseInt(words.get(i + 1));
      int ownCap = cap;
      int rightsElsewhere = 0;
      int heldElsewhere = 0;
      TreeMap<String, Integer> needs = new TreeMap<>(Map.of(me, held + wanted));
      for (Map.Entry<String, Replica> other : replicas.entrySet()) {
        Slots slots = other.getValue().slots().get(endpoint);
        if (!other.getKey().equals(me) && slots != null) {
          cap = Math.min(cap, slots.cap());
          rightsElsewhere += slots.rights();
          heldElsewhere += slots.held();
          needs.put(other.getKey(), slots.held() + slots.wanted());
        }
      }
      Replica recorded = replicas.get(me);
      Slots before = recorded == null ? null : recorded.slots().get(endpoint);
      int most = Math.max(before == null ? 0 : before.rights(), cap - rightsElsewhere);
      int rights = Math.min(has, most);
      int target = rights;
      if (recorded != null && !recovering && !leaving) {
        target = part(cap, needs).get(me);
        rights = Math.max(rights, Math.min(target, cap - rightsElsewhere));
      }
      own.put(endpoint, new Slots(ownCap, rights, held, wanted));
      reply.addAll(List.of(rights, target, heldElsewhere));
    }
    if (leaving && own.values().stream().allMatch(s -> s.rights() == 0)) {
      replicas.remove(me);
    } else {
      replicas.put(me, new Replica(served, lease, seq, own));
    }
    return reply;
  }

  /**
   * The cap, given out slot by slot: to who has least of what it needs, and, when all have what
   * they need, around.
   *
   * @param needs in the order of the replicas' names
   */
  static Map<String, Integer> part(int cap, Map<String, Integer> needs) {
    Map<String, Integer> parts = new TreeMap<>();
    needs.keySet().forEach(id -> parts.put(id, 0));
    int left = cap;
    boolean gave = true;
    while (left > 0 && gave) {
      gave = false;
      for (String id : needs.keySet()) {
        if (left > 0 && parts.get(id) < needs.get(id)) {
          parts.merge(id, 1, Integer::sum);
          left--;
          gave = true;
        }
      }
    }
    while (left > 0) {
      for (String id : needs.keySet()) {
        if (left > 0) {
          parts.merge(id, 1, Integer::sum);
          left--;
        }
      }
    }
    return parts;
  }
}
