package dev.stenogate.client;

import dev.stenogate.v1.Completed;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;
import dev.stenogate.v1.TranscribeResponse;
import java.util.Optional;

/** What a {@link Continuation} wants done, in this order. */
sealed interface Decision {
  /**
   * Dial, and send {@code start} first. Every dial but the first (number 0) needs a new connection:
   * behind a load balancer an old one leads to the replica that is gone or going.
   *
   * @param address index into the list of addresses
   */
  record Dial(int dial, int address, Start start) implements Decision {}

  /** Send one message. */
  record Send(int dial, TranscribeRequest request) implements Decision {}

  /** Say that no more comes. */
  record HalfClose(int dial) implements Decision {}

  /** Give the call up; its events do not matter any more. */
  record Cancel(int dial) implements Decision {}

  /** Read one message of the source. Another is asked for only after the answer. */
  record Read() implements Decision {}

  /** Pass a response on to the listener, then take the call's next one. */
  record Deliver(int dial, TranscribeResponse response) implements Decision {}

  /** Take the call's next response; this one is not news. */
  record Skip(int dial) implements Decision {}

  /**
   * Tell the listener that a call was lost and where the transcription goes on.
   *
   * @param cause empty: the server asked to go elsewhere
   * @param audioBytes where in the session's audio the next call begins
   */
  record Tell(Optional<TranscriptionFailure> cause, long audioBytes, int address)
      implements Decision {}

  /** The end: everything is final. */
  record Complete(Completed completed) implements Decision {}

  /** The end: it failed. */
  record Fail(Throwable why) implements Decision {}
}
