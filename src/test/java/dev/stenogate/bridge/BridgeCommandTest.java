package dev.stenogate.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BridgeCommandTest {
  @Test
  void fitsTheModelContainerWithoutAWord() {
    assertThat(settings(Map.of())).isEqualTo(BridgeSettings.defaults());
  }

  @Test
  void prefersFlagsToVariablesToDefaults() {
    Map<String, String> environment =
        Map.of("STENOGATE_BRIDGE_PORT", "9000", "STENOGATE_BRIDGE_SESSIONS_MAX", "12");
    BridgeSettings settings =
        settings(environment, "--port", "9001", "--upstream", "ws://gpu:1/x", "--drain-seconds=5");
    assertThat(settings.port()).isEqualTo(9001);
    assertThat(settings.sessionsMax()).isEqualTo(12);
    assertThat(settings.upstream()).isEqualTo(URI.create("ws://gpu:1/x"));
    assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.health()).isEqualTo(BridgeSettings.HEALTH);
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    assertThat(BridgeCommand.run(new String[] {"--prot", "1"})).isEqualTo(2);
    assertThat(BridgeCommand.run(new String[] {"--port", "70000"})).isEqualTo(2);
    assertThat(BridgeCommand.run(new String[] {"--upstream", "http://x"})).isEqualTo(2);
    assertThat(BridgeCommand.run(new String[] {"--help"})).isZero();
  }

  private static BridgeSettings settings(Map<String, String> environment, String... args) {
    return BridgeCommand.settings(new CommandLine(BridgeCommand.spec(environment)).parseArgs(args));
  }
}
