package dev.stenogate.localstack.sagemaker;

/** What happens to a call before its 200. */
public sealed interface Opening {
  /** The container is asked, and 200 follows its handshake. */
  record Normal() implements Opening {}

  /** Normal, but so much later. */
  record Delayed(long millis) implements Opening {}

  /** No answer, ever. PINGs are acknowledged. */
  record Never() implements Opening {}

  /** An HTTP error. */
  record Refused(Refusal refusal) implements Opening {}

  /** RST_STREAM, with a code of RFC 9113; 7 is REFUSED_STREAM. */
  record Reset(long errorCode) implements Opening {}

  /** 200 as usual, and at once the fault. */
  record AcceptedThen(Fault fault) implements Opening {}
}
