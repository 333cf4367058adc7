package dev.stenogate.upstream.realtime;

/** What a vLLM Realtime server says in one frame. */
public sealed interface ServerEvent {
  /** The connection was accepted; the first event, once. */
  record SessionCreated(String id) implements ServerEvent {}

  /** The model heard 80 ms more; the text is usually empty. */
  record Delta(String text) implements ServerEvent {
    /** The usual delta; shared, so that silence allocates nothing. */
    public static final Delta EMPTY = new Delta("");
  }

  /**
   * The utterance is transcribed.
   *
   * @param promptTokens 0 when the server sent no usage
   * @param completionTokens 0 when the server sent no usage
   */
  record Done(String text, int promptTokens, int completionTokens) implements ServerEvent {}

  /**
   * Something failed.
   *
   * @param code empty when the server sent none, as a bridge in front of vLLM does
   * @param message may be empty
   */
  record Failure(String code, String message) implements ServerEvent {
    /** The code of newer servers for a {@code session.update} with a model they do not serve. */
    public static final String MODEL_NOT_FOUND = "model_not_found";
  }

  /** An event of a type that this codec does not know: to be passed over. */
  record Unknown(String type) implements ServerEvent {}

  /**
   * Not an event at all.
   *
   * @param detail what was seen and what was expected, without a word of the frame itself
   */
  record Malformed(String detail) implements ServerEvent {}
}
