package dev.stenogate.upstream.sagemaker;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What one link asks SageMaker for. The patterns and lengths are those of the service model of
 * {@code InvokeEndpointWithBidirectionalStream} (2025-10-01); what violates them is refused here,
 * before a socket is opened.
 *
 * @param endpointName the endpoint; 1 to 63 characters
 * @param variant the production variant, at most 63 characters; empty: SageMaker chooses
 * @param invocationPath path in the container, no leading slash, at most 100 characters, such as
 *     {@code v1/realtime}; empty: the container's default, {@code
 *     /invocations-bidirectional-stream}
 * @param queryString {@code key=value} pairs joined by {@code &}, percent-encoded, at most 2048
 *     characters; empty: none
 * @param model the model's name in the vLLM server; told in {@code session.update}
 */
public record SageMakerTarget(
    String endpointName, String variant, String invocationPath, String queryString, String model) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}");
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9\\-._]+(/[A-Za-z0-9\\-._]+)*");

  /** A percent sign begins two hex digits: looked at first, so that the rest needs no choices. */
  private static final Pattern QUERY =
      Pattern.compile(
          "(?!.*%(?![0-9A-Fa-f]{2}))[\\w\\-.~%]+=[\\w\\-.~%]+(&[\\w\\-.~%]+=[\\w\\-.~%]+)*");

  private static final int NAME_CHARS_MAX = 63;
  private static final int PATH_CHARS_MAX = 100;
  private static final int QUERY_CHARS_MAX = 2048;

  /**
   * @throws IllegalArgumentException names the component, what was seen and what was expected
   */
  public SageMakerTarget {
    Objects.requireNonNull(model, "model");
    if (endpointName.isEmpty()) {
      throw new IllegalArgumentException("endpointName: empty (expected: a SageMaker endpoint)");
    }
    check("endpointName", endpointName, NAME, NAME_CHARS_MAX);
    check("variant", variant, NAME, NAME_CHARS_MAX);
    check("invocationPath", invocationPath, PATH, PATH_CHARS_MAX);
    check("queryString", queryString, QUERY, QUERY_CHARS_MAX);
  }

  /** An endpoint with one variant and the container's default path. */
  public static SageMakerTarget of(String endpointName, String model) {
    return new SageMakerTarget(endpointName, "", "", "", model);
  }

  private static void check(String what, String seen, Pattern expected, int charsMax) {
    // The length first: it also bounds what the pattern may cost.
    if (seen.length() > charsMax || !(seen.isEmpty() || expected.matcher(seen).matches())) {
      throw new IllegalArgumentException(
          "%s: '%s' (expected: at most %d characters of %s)"
              .formatted(what, seen, charsMax, expected));
    }
  }
}
