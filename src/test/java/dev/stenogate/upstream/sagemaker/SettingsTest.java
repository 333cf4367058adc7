package dev.stenogate.upstream.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final SageMakerCredentials KEYS = new SageMakerCredentials.Static("id", "sec", "");

  private static SageMakerSettings settings(String region, String uri, int streams, Duration ping) {
    return new SageMakerSettings(
        region,
        Optional.of(URI.create(uri)),
        KEYS,
        Optional.empty(),
        streams,
        Duration.ofSeconds(5),
        ping);
  }

  @Test
  void aMistakeIsNamedWithWhatWasSeenAndExpected() {
    Duration ping = Duration.ofSeconds(15);
    assertThatThrownBy(() -> settings("Ireland", "https://h:1", 1, ping))
        .hasMessage("region: 'Ireland' (expected: such as eu-west-1)");
    assertThatThrownBy(() -> settings("eu-west-1", "ftp://h:1", 1, ping))
        .hasMessageContaining("endpointOverride: 'ftp://h:1'");
    assertThatThrownBy(() -> settings("eu-west-1", "https://h:1", 0, ping))
        .hasMessage("streamsMax: '0' (expected: 1..100000)");
    assertThatThrownBy(() -> settings("eu-west-1", "https://h:1", 1, Duration.ZERO))
        .hasMessageContaining("pingPeriod: 'PT0S'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-gov-west-1", "eu-west-1", "ap-southeast-2"})
  void realRegionsAreTaken(String region) {
    assertThat(SageMakerSettings.of(region, KEYS).region()).isEqualTo(region);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "a_b", "a.b", "ä"})
  void anEndpointNameThatCannotBeIsRefused(String name) {
    assertThatThrownBy(() -> SageMakerTarget.of(name, "m"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("endpointName");
  }

  @Test
  void boundsOfATargetAreThoseOfTheService() {
    var longest =
        new SageMakerTarget(
            "e".repeat(63), "v".repeat(63), "p".repeat(100), "k=" + "v".repeat(2046), "m");
    assertThat(longest.endpointName()).hasSize(63);
    String pairs = "&k=v".repeat(512).substring(1);
    assertThat(new SageMakerTarget("e", "", "", pairs, "m").queryString()).isEqualTo(pairs);
    for (String wrong : new String[] {"a=b c", "a", "a=", "=b", "a=b&", "a=%2", "a=%zz", "ä=b"}) {
      assertThatThrownBy(() -> new SageMakerTarget("e", "", "", wrong, "m"))
          .as(wrong)
          .hasMessageContaining("queryString");
    }
    assertThatThrownBy(() -> SageMakerTarget.of("e".repeat(64), "m"))
        .hasMessageContaining("endpointName");
    assertThatThrownBy(() -> new SageMakerTarget("e", "", "/v1/realtime", "", "m"))
        .hasMessageContaining("invocationPath: '/v1/realtime'");
  }

  @Test
  void secretsAreNotPrinted() {
    assertThat(
            SageMakerSettings.of("eu-west-1", new SageMakerCredentials.Static("id", "sec", "tok")))
        .asString()
        .contains("id")
        .doesNotContain("sec")
        .doesNotContain("tok");
  }

  @Test
  void aFileThatIsNoCertificateIsRefusedByName(@TempDir Path dir) throws Exception {
    Path pem = Files.writeString(dir.resolve("ca.pem"), "no certificate");
    assertThatThrownBy(() -> TrustedCertificates.withJdkAnd(pem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ca.pem");
    assertThatThrownBy(() -> TrustedCertificates.withJdkAnd(dir.resolve("none.pem")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.pem");
  }
}
