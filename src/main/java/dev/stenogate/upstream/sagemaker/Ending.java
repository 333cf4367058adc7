package dev.stenogate.upstream.sagemaker;

import dev.stenogate.upstream.Signal.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sagemakerruntimehttp2.model.InternalStreamFailureException;
import software.amazon.awssdk.services.sagemakerruntimehttp2.model.ModelStreamErrorException;

/**
 * Why a call is over, read from the future of the call alone: the response handler's {@code
 * onError} comes up to twice and may carry an IOException before the 403 that caused it.
 *
 * <p>A successful future is {@link Reason#ENDED} and no more: with SDK 2.57 a pure RST_STREAM after
 * 200 and END_STREAM in the middle of a message also succeed.
 *
 * @param detail at most {@link #DETAIL_CHARS_MAX} characters, one line
 */
record Ending(Reason reason, String detail) {
  /** The longest detail, in characters. */
  static final int DETAIL_CHARS_MAX = 300;

  /** Codes that blame the keys whatever the status is. */
  private static final Set<String> CREDENTIAL_CODES =
      Set.of(
          "AccessDeniedException",
          "ExpiredTokenException",
          "IncompleteSignatureException",
          "InvalidSignatureException",
          "MissingAuthenticationTokenException",
          "UnrecognizedClientException");

  Ending {
    detail = oneLine(detail);
  }

  /**
   * @param failure what the future failed with, or null
   * @param requestId of the 200, or null when none came
   */
  static Ending of(Throwable failure, String requestId) {
    if (failure == null) {
      return new Ending(Reason.ENDED, "SageMaker ended the stream" + named(requestId));
    }
    return switch (unwrapped(failure)) {
      case ModelStreamErrorException e ->
          new Ending(
              Reason.MODEL_FAILED, streamError("ModelStreamError", e.errorCode(), e, requestId));
      case InternalStreamFailureException e ->
          new Ending(
              Reason.PLATFORM_FAILED, streamError("InternalStreamFailure", null, e, requestId));
      case AwsServiceException e when requestId != null ->
          new Ending(Reason.PLATFORM_FAILED, streamError("error event", code(e), e, requestId));
      case AwsServiceException e ->
          new Ending(
              refusal(e),
              "%d %s: %s%s".formatted(e.statusCode(), code(e), message(e), named(e.requestId())));
      case Throwable e -> failed(e, requestId);
    };
  }

  /**
   * Why there are no keys to sign with.
   *
   * @param failure what the credentials provider threw
   */
  static Ending ofCredentials(RuntimeException failure) {
    Throwable root = root(failure);
    if (failure instanceof AwsServiceException e) {
      // STS answered. What is no passing trouble is a role or token that it does not take.
      boolean passing = refusal(e) == Reason.REFUSED;
      String seen = "no credentials: %d %s: %s".formatted(e.statusCode(), code(e), message(e));
      return new Ending(passing ? Reason.REFUSED : Reason.DENIED, seen);
    }
    boolean network = root instanceof IOException && !(root instanceof FileSystemException);
    return new Ending(
        network ? Reason.UNREACHABLE : Reason.DENIED, "no credentials: " + causes(failure));
  }

  private static Reason refusal(AwsServiceException e) {
    int status = e.statusCode();
    if (status == 424
        || status == 429
        || status >= 500
        || e.isThrottlingException()
        || code(e).toLowerCase(Locale.ROOT).contains("throttl")) {
      return Reason.REFUSED;
    }
    return status == 401 || status == 403 || CREDENTIAL_CODES.contains(code(e))
        ? Reason.DENIED
        : Reason.MISCONFIGURED;
  }

  private static Ending failed(Throwable e, String requestId) {
    String seen = causes(e);
    if (requestId == null) {
      return new Ending(Reason.UNREACHABLE, seen);
    }
    // The event stream decoder's way to say: bad checksum, bad length, bad header.
    boolean undecodable = root(e) instanceof IllegalArgumentException;
    return new Ending(undecodable ? Reason.PROTOCOL : Reason.LOST, seen + named(requestId));
  }

  private static String streamError(
      String what, String code, AwsServiceException e, String requestId) {
    return what + (code == null ? "" : " " + code) + ": " + message(e) + named(requestId);
  }

  private static String code(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "(no error type)" : code;
  }

  /** SageMaker's own words: those of the SDK repeat status and request id. */
  private static String message(AwsServiceException e) {
    String message = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
    return message == null ? "(no message)" : message;
  }

  private static String causes(Throwable e) {
    Throwable root = root(e);
    String own = e.getClass().getSimpleName() + ": " + e.getMessage();
    return root == e
        ? own
        : own + ", cause " + root.getClass().getSimpleName() + ": " + root.getMessage();
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    // A chain of causes may be a ring.
    for (int depth = 0; root.getCause() != null && depth < 16; depth++) {
      root = root.getCause();
    }
    return root;
  }

  private static Throwable unwrapped(Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }

  private static String named(String requestId) {
    return requestId == null || requestId.isEmpty() ? "" : " (request id " + requestId + ")";
  }

  /**
   * AWS answers a wrong signature with the canonical request, session token included, from the
   * second line on.
   */
  private static String oneLine(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() <= DETAIL_CHARS_MAX ? line : line.substring(0, DETAIL_CHARS_MAX - 1) + "…";
  }
}
