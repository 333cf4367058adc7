package dev.stenogate.localstack.sagemaker;

/**
 * What a running stream can be made to suffer: how the session limit ends it, or at any moment by
 * {@link FrontFaults#strike}.
 */
public sealed interface Fault {
  /** The container failed, says SageMaker: an event exception, then END_STREAM. */
  record ModelStreamError(String errorCode, String message) implements Fault {}

  /** The platform failed: an event exception, then END_STREAM. */
  record InternalStreamFailure(String message) implements Fault {}

  /** The generic {@code :message-type=error} of event streams, then END_STREAM. */
  record ErrorMessage(String errorCode, String message) implements Fault {}

  /** END_STREAM between two messages. */
  record EndStream() implements Fault {}

  /** Half a message, then END_STREAM. */
  record EndInMidMessage() implements Fault {}

  /**
   * RST_STREAM.
   *
   * @param errorCode of RFC 9113, section 7: 0 NO_ERROR, 2 INTERNAL_ERROR, 7 REFUSED_STREAM, 8
   *     CANCEL
   */
  record Reset(long errorCode) implements Fault {}

  /** GOAWAY that lets the stream go on; the connection takes no new ones. */
  record GoAwayGraceful() implements Fault {}

  /** GOAWAY whose last stream id is below this stream: it was not processed. */
  record GoAwayLowId() implements Fault {}

  /** GOAWAY, then the connection is closed. */
  record GoAwayAndClose() implements Fault {}

  /** The TCP connection is gone without a word. */
  record KillTcp() implements Fault {}

  /** A part whose message checksum is wrong. The stream goes on. */
  record BadChecksum() implements Fault {}

  /** An event of a type that no service model knows. The stream goes on. */
  record UnknownEvent() implements Fault {}
}
