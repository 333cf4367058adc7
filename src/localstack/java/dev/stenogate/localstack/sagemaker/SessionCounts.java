package dev.stenogate.localstack.sagemaker;

/**
 * The streams of one endpoint, as {@code ConcurrentRequestsPerModel} counts them: from the request
 * to its end, refused ones not included.
 *
 * @param now open now
 * @param ever opened since the front started
 * @param most open at one time
 */
public record SessionCounts(int now, int ever, int most) {
  static final SessionCounts NONE = new SessionCounts(0, 0, 0);

  SessionCounts oneMore() {
    return new SessionCounts(now + 1, ever + 1, Math.max(most, now + 1));
  }

  SessionCounts oneLess() {
    return new SessionCounts(now - 1, ever, most);
  }
}
