package dev.stenogate.localstack.sagemaker;

import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a caller asks for, checked against the service model of {@code
 * InvokeEndpointWithBidirectionalStream}.
 *
 * @param endpoint endpoint name
 * @param variant empty: none named
 * @param invocationPath path in the container without its leading slash; empty: the default
 * @param queryString empty: none
 */
record Call(String endpoint, String variant, String invocationPath, String queryString) {
  /** The path of the container contract. */
  static final String DEFAULT_PATH = "invocations-bidirectional-stream";

  private static final Pattern PATH =
      Pattern.compile("/endpoints/([^/?]*)/invocations-bidirectional-stream");

  private static final String PREFIX = "x-amzn-sagemaker-";

  /** Unreserved characters and escapes; whether the escapes are whole is looked at before. */
  private static final String TEXT = "[\\w\\-.~%]+";

  /** A member of the request: where it may stand and what it may hold. */
  private record Member(String header, int charsMax, Pattern pattern) {
    static final Member ENDPOINT =
        new Member("EndpointName", 63, Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"));
    static final Member VARIANT =
        new Member(
            PREFIX + "target-variant", 63, Pattern.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"));
    static final Member INVOCATION_PATH =
        new Member(
            PREFIX + "model-invocation-path",
            100,
            Pattern.compile("[A-Za-z0-9\\-._]+(?:/[A-Za-z0-9\\-._]+)*"));
    static final Member QUERY_STRING =
        new Member(
            PREFIX + "model-query-string",
            2048,
            Pattern.compile(
                "(?!.*%(?![0-9A-Fa-f]{2}))" + TEXT + "=" + TEXT + "(&" + TEXT + "=" + TEXT + ")*"));

    String in(Map<String, String> headers) throws RefusedCall {
      String value = headers.get(header);
      return value == null ? "" : checked(value);
    }

    String checked(String value) throws RefusedCall {
      if (value.length() > charsMax || !pattern.matcher(value).matches()) {
        throw new RefusedCall(
            Refusal.validation(
                "%s: '%s' (expected: at most %d of %s)"
                    .formatted(header, value, charsMax, pattern)));
      }
      return value;
    }
  }

  /**
   * @param headers by lower-case name
   * @throws RefusedCall 404 for another path or method, 400 for what breaks a pattern
   */
  static Call of(String method, String path, Map<String, String> headers) throws RefusedCall {
    Matcher matcher = PATH.matcher(path);
    if (!"POST".equals(method) || !matcher.matches()) {
      throw new RefusedCall(
          new Refusal(404, "UnknownOperationException", "no operation at " + method + " " + path));
    }
    expect(headers, "content-type", "application/vnd.amazon.eventstream");
    return new Call(
        Member.ENDPOINT.checked(matcher.group(1)),
        Member.VARIANT.in(headers),
        Member.INVOCATION_PATH.in(headers),
        Member.QUERY_STRING.in(headers));
  }

  static void expect(Map<String, String> headers, String name, String value) throws RefusedCall {
    if (!value.equals(headers.get(name))) {
      throw new RefusedCall(
          Refusal.validation("%s: '%s' (expected: %s)".formatted(name, headers.get(name), value)));
    }
  }

  /** Where the container is asked, given where it listens. */
  URI in(URI container) {
    String path = invocationPath.isEmpty() ? DEFAULT_PATH : invocationPath;
    String query = queryString.isEmpty() ? "" : "?" + queryString;
    return container.resolve("/" + path + query);
  }
}
