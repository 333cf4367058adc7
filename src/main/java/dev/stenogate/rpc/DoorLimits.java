package dev.stenogate.rpc;

/**
 * Bounds of connections, and of who knocks.
 *
 * @param connectionsMax at one time, at least 1
 * @param perPeerMax the same from one address, at least 1
 * @param unauthenticatedNanos longest life of a connection on which nobody is let in
 * @param headerTableBytes what a connection may keep of headers, 0 to {@link #HEADER_TABLE_BYTES}
 * @param attemptsBurst refused credentials that an address may have at once; 0: no limit
 * @param attemptsPerSecond the same from then on
 */
public record DoorLimits(
    int connectionsMax,
    int perPeerMax,
    long unauthenticatedNanos,
    int headerTableBytes,
    int attemptsBurst,
    double attemptsPerSecond) {
  /** HTTP/2's default, 4 KiB. */
  public static final int HEADER_TABLE_BYTES = 4_096;
}
