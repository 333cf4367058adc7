package dev.stenogate.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementsTest {
  private static final Endpoint VOXTRAL = endpoint("en", "pt", "zh-Hans");

  @ParameterizedTest
  @CsvSource({
    "en,      true",
    "EN,      true",
    "en-GB,   true",
    "pt-BR,   true",
    "zh,      true",
    "zh-Hant, true",
    "de,      false",
    "eng,     false",
    "e,       false",
    "en pt,   true",
    "en de,   false"
  })
  void languagesAreComparedByTheirPrimaryTagAndAllMustBeKnown(String asked, boolean met) {
    assertThat(requires("default", "", asked.split(" ")).areMetBy(VOXTRAL)).isEqualTo(met);
  }

  @Test
  void aCallWithoutLanguagesIsServedByAnyEndpoint() {
    assertThat(requires("default", "").areMetBy(VOXTRAL)).isTrue();
  }

  @Test
  void anEndpointThatDoesNotSayItsLanguagesServesAny() {
    assertThat(requires("default", "", "tlh").areMetBy(endpoint())).isTrue();
  }

  @Test
  void theModelCountsOnlyWhereItIsAskedFor() {
    assertThat(requires("default", "voxtral").areMetBy(VOXTRAL)).isTrue();
    assertThat(requires("default", "whisper").areMetBy(VOXTRAL)).isFalse();
  }

  @Test
  void anotherPoolNeverServes() {
    assertThat(requires("batch", "").areMetBy(VOXTRAL)).isFalse();
  }

  private static Requirements requires(String pool, String model, String... languages) {
    return new Requirements(pool, model, List.of(languages));
  }

  private static Endpoint endpoint(String... languages) {
    return new Endpoint("gpu", "default", "voxtral", List.of(languages), 1, 6);
  }
}
