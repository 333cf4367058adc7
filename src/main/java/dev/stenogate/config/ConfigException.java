package dev.stenogate.config;

/**
 * The configuration cannot be served. The message names the key, what was seen and what is
 * expected.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String key, String problem) {
    super(
        key + ": " + problem,
        null,
        false,
        false); // The key says where; a stack trace would hide it.
  }
}
