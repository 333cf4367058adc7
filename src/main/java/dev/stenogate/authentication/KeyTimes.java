package dev.stenogate.authentication;

import java.time.Duration;

/**
 * When the keys of an issuer are fetched.
 *
 * @param refreshNanos age at which they are fetched again, in the background
 * @param keepNanos age up to which they are believed while they cannot be fetched
 * @param retryNanos between two fetches in the background, while they fail
 * @param unknownNanos between two fetches because of keys that are not known
 * @param emptyNanos between two fetches while there are no keys at all
 */
public record KeyTimes(
    long refreshNanos, long keepNanos, long retryNanos, long unknownNanos, long emptyNanos) {
  public static KeyTimes of(Duration refresh, Duration keep) {
    return new KeyTimes(
        refresh.toNanos(),
        Math.max(refresh.toNanos(), keep.toNanos()),
        Duration.ofSeconds(10).toNanos(),
        Duration.ofSeconds(10).toNanos(),
        Duration.ofSeconds(1).toNanos());
  }
}
