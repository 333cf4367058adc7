package dev.stenogate.localstack.vllm;

import io.vertx.core.json.Json;

/** What vLLM Realtime sends, to the byte: compact, keys in this order, non-ASCII as it is. */
final class ServerEvents {
  private ServerEvents() {}

  static String created(long id, long unixSeconds) {
    return "{\"type\":\"session.created\",\"id\":\"sess-%016x\",\"created\":%d}"
        .formatted(id, unixSeconds);
  }

  static String delta(String text) {
    return "{\"type\":\"transcription.delta\",\"delta\":" + Json.encode(text) + "}";
  }

  static String done(String text, long promptTokens, long completionTokens) {
    return "{\"type\":\"transcription.done\",\"text\":"
        + Json.encode(text)
        + ",\"usage\":{\"prompt_tokens\":"
        + promptTokens
        + ",\"total_tokens\":"
        + (promptTokens + completionTokens)
        + ",\"completion_tokens\":"
        + completionTokens
        + ",\"prompt_tokens_details\":null}}";
  }

  static String error(String message, String code) {
    return "{\"type\":\"error\",\"error\":"
        + Json.encode(message)
        + ",\"code\":"
        + Json.encode(code)
        + "}";
  }
}
