package dev.stenogate.upstream;

/** What a link can tell us. */
public sealed interface Signal {
  /**
   * The model accepted the connection ({@code session.created}) and was told its name: utterances
   * may begin. Once.
   */
  record Ready() implements Signal {}

  /**
   * The model heard 80 ms more of the utterance.
   *
   * @param text what it wrote, with its leading space; usually empty. Never taken back.
   */
  record Delta(String text) implements Signal {
    /** The usual delta; shared, so that silence allocates nothing. */
    public static final Delta EMPTY = new Delta("");
  }

  /**
   * The utterance is transcribed.
   *
   * @param text all of it, untrimmed
   * @param promptTokens tokens that the model was primed with
   * @param completionTokens deltas that the model produced
   */
  record Done(String text, int promptTokens, int completionTokens) implements Signal {}

  /**
   * The model answered with an error event. The link is still open, but the utterance in progress,
   * if any, is lost.
   *
   * @param code the model's code, or empty
   * @param message the model's words, or empty; may be longer than is fit for a log
   */
  record Fault(String code, String message) implements Signal {}

  /** The transport wants more after it did not; see {@link Link#writable}. */
  record Writable() implements Signal {}

  /**
   * The link is of no more use. Exactly once, and no signal after it. The far side may still hold
   * the link, see {@link LinkListener#onLetGo}.
   *
   * @param detail for people: what was seen, with status and code where there are any; never audio
   *     or text of the caller
   */
  record Closed(Reason reason, String detail) implements Signal {}

  /** Why a link is gone: a closed list, so that it can be a metric label. */
  enum Reason {
    /** We closed it. */
    LOCAL("local"),
    /** Not reached: connection refused, TLS failed, name not resolved. */
    UNREACHABLE("unreachable"),
    /**
     * Refused for now: HTTP 424, 429, 5xx, throttling, WebSocket close 1013, or an error before the
     * model was ready.
     */
    REFUSED("refused"),
    /** Refused for good by our credentials or rights: HTTP 401, 403. A fault of configuration. */
    DENIED("denied"),
    /**
     * Refused for good by what we asked for: HTTP 400, 404, other 4xx; a model that does not exist.
     * A fault of configuration.
     */
    MISCONFIGURED("misconfigured"),
    /** The connection broke: reset, GOAWAY, lost TCP. */
    LOST("lost"),
    /** The other side ended the stream in good order, or so the SDK says. */
    ENDED("ended"),
    /** SageMaker says that the container failed or closed ({@code ModelStreamError}). */
    MODEL_FAILED("model_failed"),
    /** SageMaker says that the platform failed ({@code InternalStreamFailure}). */
    PLATFORM_FAILED("platform_failed"),
    /** The other side sent what its protocol does not allow. */
    PROTOCOL("protocol");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    /** The metric label and log value. */
    public String label() {
      return label;
    }

    /**
     * True where trying the same endpoint again cannot help: somebody must change the
     * configuration.
     */
    public boolean isConfiguration() {
      return this == DENIED || this == MISCONFIGURED;
    }
  }
}
