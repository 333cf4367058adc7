package dev.stenogate.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** Settings of a configuration that says nothing but what a test gives it. */
final class ConfigLines {
  private ConfigLines() {}

  /**
   * @param lines such as {@code stenogate.default-pool=gold}
   */
  static Settings settings(String... lines) {
    Map<String, String> values = new HashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      values.put(line.substring(0, equals), line.substring(equals + 1));
    }
    return new Settings(
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredConverters()
            .withSources(new PropertiesConfigSource(values, "test", 100))
            .withMapping(StenogateConfig.class)
            .build()
            .getConfigMapping(StenogateConfig.class));
  }
}
