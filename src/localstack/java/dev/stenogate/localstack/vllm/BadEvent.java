package dev.stenogate.localstack.vllm;

/** An event that vLLM answers with an error; message and code are those of its reply. */
final class BadEvent extends Exception {
  static final String PROCESSING_ERROR = "processing_error";

  private final String code;

  BadEvent(String message, String code) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }
}
