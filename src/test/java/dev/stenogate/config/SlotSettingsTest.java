package dev.stenogate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.config.StenogateConfig.Slots.Mode;
import dev.stenogate.routing.PartitionedSlots.Partition;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotSettingsTest {
  @Test
  void oneReplicaNeedsNothing() {
    assertThat(slots("host-xyz"))
        .isEqualTo(
            new SlotSettings(
                Mode.LOCAL, new Partition(1, 0), Duration.ofSeconds(10), "stenogate", "host-xyz"));
  }

  @Test
  void aStatefulSetsReplicaKnowsItsNumberByItsName() {
    assertThat(slots("stenogate-2", "mode=partitioned", "replicas=3").partition())
        .isEqualTo(new Partition(3, 2));
  }

  @Test
  void aDeploymentsReplicaHasNoNumber() {
    assertThat(slots("stenogate-7d9f-123", "mode=redis", "replicas=3").partition())
        .isEqualTo(new Partition(3, -1));
  }

  @Test
  void everythingCanBeSet() {
    assertThat(
            slots(
                "host",
                "mode=redis",
                "replicas=4",
                "replica-ordinal=3",
                "lease-time=2s",
                "key-prefix=prod:stt",
                "replica-id=a"))
        .isEqualTo(
            new SlotSettings(
                Mode.REDIS, new Partition(4, 3), Duration.ofSeconds(2), "prod:stt", "a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replicas=0          | stenogate.slots.replicas: 0 (expected: 1..1000)",
        "replicas=2          | stenogate.slots.replica-ordinal: not set, and the host's name 'host' does not end in"
            + " one (expected: 0..1)",
        "replica-ordinal=1   | stenogate.slots.replica-ordinal: 1 (expected: 0..0)",
        "lease-time=1s       | stenogate.slots.lease-time: PT1S (expected: PT2S..PT5M)",
        "key-prefix={a}      | stenogate.slots.key-prefix: '{a}' (expected: 1 to 100 of [A-Za-z0-9._:-])",
        "replica-id=a b      | stenogate.slots.replica-id: 'a b' (expected: 1 to 100 of [A-Za-z0-9._:-])"
      })
  void refusesByTheKey(String set, String says) {
    assertThatThrownBy(() -> slots("host", "mode=partitioned", "replicas=1", set))
        .isInstanceOf(ConfigException.class)
        .hasMessage(says);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis", "partitioned"})
  void nobodyWhoSharesIsTakenForTheOnlyOne(String mode) {
    assertThatThrownBy(() -> slots("stenogate-0", "mode=" + mode, "replica-ordinal=0"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "stenogate.slots.replicas: not set (expected: 1..1000, the most replicas that there"
                + " are at one time, those of a rollout included)");
  }

  @Test
  void aNameBehindTheLastNumberIsRefused() {
    assertThatThrownBy(() -> slots("stenogate-3", "mode=partitioned", "replicas=3"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("stenogate.slots.replica-ordinal: 3 (expected: 0..2)");
  }

  private static SlotSettings slots(String hostName, String... lines) {
    return ConfigLines.settings(
            Stream.of(lines).map(line -> "stenogate.slots." + line).toArray(String[]::new))
        .slots(hostName);
  }
}
