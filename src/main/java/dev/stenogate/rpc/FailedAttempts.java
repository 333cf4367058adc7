package dev.stenogate.rpc;

import dev.stenogate.authentication.Denial;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Guessed credentials by the address that they came from. Keeps the addresses that were refused
 * last; one that was forgotten begins anew. Thread-safe.
 */
final class FailedAttempts {
  /** Addresses that are remembered, at about 150 bytes each. */
  static final int PEERS_MAX = 20_000;

  private final int burst;
  private final double perSecond;
  private final Map<String, AttemptBucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, AttemptBucket> eldest) {
          return size() > PEERS_MAX;
        }
      };

  /**
   * @param burst 0: no limit
   */
  FailedAttempts(int burst, double perSecond) {
    this.burst = burst;
    this.perSecond = perSecond;
  }

  /**
   * Whether who brought such a credential may have made it up. All others were good once, or are
   * good somewhere else, or are none.
   */
  static boolean isGuess(Denial denial) {
    return switch (denial) {
      case API_KEY_INVALID, TOKEN_INVALID, TOKEN_ISSUER_UNKNOWN, TOKEN_KEY_UNKNOWN -> true;
      case CREDENTIALS_MISSING,
          CREDENTIALS_AMBIGUOUS,
          CREDENTIALS_UNSUPPORTED,
          API_KEY_EXPIRED,
          API_KEY_REVOKED,
          TOKEN_EXPIRED,
          TOKEN_NOT_YET_VALID,
          TOKEN_AUDIENCE,
          CERTIFICATE_EXPIRED,
          CERTIFICATE_INVALID,
          TENANT_UNKNOWN,
          TENANT_SUSPENDED,
          AUTHENTICATION_UNAVAILABLE ->
          false;
    };
  }

  /** How long that peer has to wait before a credential of its is looked at; 0: not at all. */
  synchronized long waitNanos(String peer, long nowNanos) {
    AttemptBucket bucket = buckets.get(peer);
    return bucket == null ? 0 : bucket.waitNanos(burst, perSecond, nowNanos);
  }

  /** A credential of that peer was refused. */
  synchronized void refused(String peer, long nowNanos) {
    if (burst > 0) {
      AttemptBucket bucket = buckets.getOrDefault(peer, AttemptBucket.full(burst, nowNanos));
      buckets.put(peer, bucket.taken(burst, perSecond, nowNanos));
    }
  }

  synchronized int peers() {
    return buckets.size();
  }
}
