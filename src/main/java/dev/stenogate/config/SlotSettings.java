package dev.stenogate.config;

import dev.stenogate.config.StenogateConfig.Slots;
import dev.stenogate.config.StenogateConfig.Slots.Mode;
import dev.stenogate.routing.PartitionedSlots.Partition;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How slots are divided among replicas, validated.
 *
 * @param partition this replica's, where its number is known or does not matter
 */
record SlotSettings(
    Mode mode, Partition partition, Duration leaseTime, String keyPrefix, String replicaId) {
  private static final String KEY = "stenogate.slots.";
  private static final int REPLICAS_MAX = 1_000;
  private static final Duration LEASE_MIN = Duration.ofSeconds(2);
  private static final Duration LEASE_MAX = Duration.ofMinutes(5);

  /** Braces would make another hash tag. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._:-]{1,100}");

  private static final Pattern NUMBERED = Pattern.compile(".*-(\\d{1,3})");

  static SlotSettings of(Slots slots, String hostName) {
    return new SlotSettings(
        slots.mode(),
        partition(slots, hostName),
        leaseTime(slots.leaseTime()),
        word("key-prefix", slots.keyPrefix()),
        word("replica-id", slots.replicaId().orElse(hostName.isEmpty() ? "replica" : hostName)));
  }

  private static Partition partition(Slots slots, String hostName) {
    if (slots.replicas().isEmpty() && slots.mode() != Mode.LOCAL) {
      throw new ConfigException(
          KEY + "replicas",
          "not set (expected: 1..%d, the most replicas that there are at one time, those of a rollout included)"
              .formatted(REPLICAS_MAX));
    }
    int replicas = slots.replicas().orElse(1);
    if (replicas < 1 || replicas > REPLICAS_MAX) {
      throw new ConfigException(
          KEY + "replicas", "%d (expected: 1..%d)".formatted(replicas, REPLICAS_MAX));
    }
    OptionalInt ordinal =
        slots.replicaOrdinal().isPresent() ? slots.replicaOrdinal() : numberOf(hostName);
    if (ordinal.isEmpty() && replicas > 1 && slots.mode() == Mode.PARTITIONED) {
      throw new ConfigException(
          KEY + "replica-ordinal",
          "not set, and the host's name '%s' does not end in one (expected: 0..%d)"
              .formatted(hostName, replicas - 1));
    }
    if (slots.mode() == Mode.REDIS && slots.replicaOrdinal().isEmpty()) {
      // Replicas of a Deployment have no numbers; what looks like one may be chance.
      return new Partition(replicas, replicas == 1 ? 0 : -1);
    }
    int number = ordinal.orElse(0);
    if (slots.mode() != Mode.LOCAL && (number < 0 || number >= replicas)) {
      throw new ConfigException(
          KEY + "replica-ordinal", "%d (expected: 0..%d)".formatted(number, replicas - 1));
    }
    return new Partition(replicas, Math.floorMod(number, replicas));
  }

  private static OptionalInt numberOf(String hostName) {
    Matcher numbered = NUMBERED.matcher(hostName);
    return numbered.matches()
        ? OptionalInt.of(Integer.parseInt(numbered.group(1)))
        : OptionalInt.empty();
  }

  private static Duration leaseTime(Duration lease) {
    if (lease.compareTo(LEASE_MIN) < 0 || lease.compareTo(LEASE_MAX) > 0) {
      throw new ConfigException(
          KEY + "lease-time", "%s (expected: %s..%s)".formatted(lease, LEASE_MIN, LEASE_MAX));
    }
    return lease;
  }

  private static String word(String key, String value) {
    if (!WORD.matcher(value).matches()) {
      throw new ConfigException(
          KEY + key, "'%s' (expected: 1 to 100 of [A-Za-z0-9._:-])".formatted(value));
    }
    return value;
  }
}
