package dev.stenogate.localstack.sagemaker;

import io.vertx.core.json.JsonObject;

/**
 * An HTTP error before the 200.
 *
 * @param status HTTP status
 * @param type value of {@code x-amzn-errortype}; where the SDK looks for the exception's type
 * @param message for people
 */
public record Refusal(int status, String type, String message) {
  /** 400: the request breaks a pattern of the service model. */
  public static Refusal validation(String message) {
    return new Refusal(400, "InputValidationError", message);
  }

  /** 400, as the service answers too many requests. */
  public static Refusal throttling() {
    return new Refusal(400, "ThrottlingException", "Rate exceeded");
  }

  /** 403: the caller is known and has no right. */
  public static Refusal accessDenied(String message) {
    return new Refusal(403, "AccessDeniedException", message);
  }

  /** 403: the signature is wrong. */
  public static Refusal signature(String message) {
    return new Refusal(403, "InvalidSignatureException", message);
  }

  /** 424: the container did not take the WebSocket connection. */
  public static Refusal model(String message) {
    return new Refusal(424, "ModelError", message);
  }

  /** 500. */
  public static Refusal internal() {
    return new Refusal(500, "InternalServerError", "Internal failure");
  }

  /** 503. */
  public static Refusal unavailable() {
    return new Refusal(503, "ServiceUnavailableError", "Service unavailable");
  }

  /** The body: the members that the service model gives every error. */
  String json() {
    var body = new JsonObject().put("Message", message).put("ErrorCode", type);
    if (status == 424) {
      body.put("OriginalStatusCode", 502).put("OriginalMessage", message);
    }
    return body.encode();
  }
}
