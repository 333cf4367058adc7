package dev.stenogate.client;

import java.util.Arrays;
import java.util.List;

/**
 * Where a server listens.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {
  private static final int PORT_MAX = 65_535;

  public ServerAddress {
    if (host.isEmpty() || port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "server: %s:%d (expected: host:port, port 1..65535)".formatted(host, port));
    }
  }

  /**
   * Reads {@code host:port} or {@code [ipv6]:port}.
   *
   * @throws IllegalArgumentException if it is neither; says what was seen
   */
  public static ServerAddress parse(String text) {
    var colon = text.lastIndexOf(':');
    var host = colon < 0 ? text : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":") || host.contains("/")) {
      throw malformed(text);
    }
    try {
      return new ServerAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw malformed(text);
    }
  }

  /**
   * Reads addresses between commas.
   *
   * @throws IllegalArgumentException if one of them is malformed; says what was seen
   */
  public static List<ServerAddress> parseList(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).map(ServerAddress::parse).toList();
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "server: %s (expected: host:port or [ipv6]:port, port 1..65535)".formatted(text));
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
