package dev.stenogate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.rpc.DoorLimits;
import dev.stenogate.rpc.TlsFiles;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingsTest {
  private static final String PAIR = "tls.certificate=/a.pem tls.key=/a.key";

  @Test
  void plaintextHasToBeSaid() {
    assertThatThrownBy(() -> settings(""))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("stenogate.server.tls.certificate: none")
        .hasMessageContaining("stenogate.server.plaintext=true");
    assertThat(settings("plaintext=true").tls()).isEmpty();
  }

  @Test
  void whoDevelopsNeedNotSayIt() {
    assertThat(settings("", false).tls()).isEmpty();
  }

  @Test
  void whatIsNotSetHasItsDefault() {
    ServerSettings settings = settings(PAIR);

    assertThat(settings.tls())
        .contains(new TlsFiles(Path.of("/a.pem"), Path.of("/a.key"), Optional.empty(), false));
    assertThat(settings.reloadPeriod()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.limits())
        .isEqualTo(new DoorLimits(2_000, 200, TimeUnit.SECONDS.toNanos(10), 4_096, 20, 1));
  }

  @Test
  void zeroConnectionsOfAPeerAreAsManyAsOfAll() {
    assertThat(
            settings(PAIR + " connections-per-peer-max=0 connections-max=7").limits().perPeerMax())
        .isEqualTo(7);
  }

  @Test
  void callersCertificatesAreRequestedOrRequired() {
    assertThat(settings(PAIR + " tls.client-ca=/ca tls.client-auth=request").tls().orElseThrow())
        .extracting(TlsFiles::clientsMust)
        .isEqualTo(false);
    assertThat(settings(PAIR + " tls.client-ca=/ca tls.client-auth=require").tls().orElseThrow())
        .extracting(TlsFiles::clientsMust)
        .isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tls.certificate=/a | stenogate.server.tls.certificate: set without tls.key",
        "tls.key=/a | stenogate.server.tls.key: set without tls.certificate",
        PAIR + " plaintext=true | stenogate.server.plaintext: true beside tls.certificate",
        PAIR + " tls.client-auth=require | stenogate.server.tls.client-ca: none",
        PAIR + " tls.client-ca=/ca | stenogate.server.tls.client-auth: none beside client-ca",
        "plaintext=true tls.client-ca=/ca | stenogate.server.tls.certificate: none beside client",
        PAIR + " tls.reload-period=10ms | stenogate.server.tls.reload-period: PT0.01S (expected:",
        PAIR + " connections-max=0 | stenogate.server.connections-max: 0 (expected: 1..1000000)",
        PAIR + " connections-per-peer-max=-1 | stenogate.server.connections-per-peer-max: -1",
        PAIR + " unauthenticated-timeout=2h | stenogate.server.unauthenticated-timeout: PT2H",
        PAIR + " header-table-bytes=5000 | stenogate.server.header-table-bytes: 5000",
        PAIR + " attempts.burst=-1 | stenogate.server.attempts.burst: -1 (expected: 0..10000)",
        PAIR + " attempts.per-second=0 | stenogate.server.attempts.per-second: 0.0 (expected:",
      })
  void whatCannotBeServedIsRefusedByName(String values, String says) {
    assertThatThrownBy(() -> settings(values))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(says);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quarkus.grpc.server.ssl.certificate=/a",
        "quarkus.grpc.server.ssl.key-store=/a",
        "quarkus.grpc.server.plain-text=false"
      })
  void theFrameworksOwnKeysOfTlsAreRefused(String foreign) {
    String[] one = foreign.split("=", -1);

    assertThatThrownBy(
            () ->
                ServerSettings.of(
                    config("plaintext=true"),
                    key -> key.equals(one[0]) ? Optional.of(one[1]) : Optional.empty(),
                    true))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(one[0] + ": ")
        .hasMessageContaining("stenogate.server.tls.certificate");
  }

  private static ServerSettings settings(String values) {
    return settings(values, true);
  }

  private static ServerSettings settings(String values, boolean mustSay) {
    return ServerSettings.of(config(values), _ -> Optional.empty(), mustSay);
  }

  private static ServerConfig config(String values) {
    Map<String, String> all =
        values.isBlank()
            ? new HashMap<>()
            : java.util.Arrays.stream(values.strip().split(" ", -1))
                .map(value -> value.split("=", 2))
                .collect(Collectors.toMap(v -> "stenogate.server." + v[0], v -> v[1]));
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredConverters()
        .withSources(new PropertiesConfigSource(all, "test", 500))
        .withMapping(StenogateConfig.class)
        .build()
        .getConfigMapping(StenogateConfig.class)
        .server();
  }
}
