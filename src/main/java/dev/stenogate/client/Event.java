package dev.stenogate.client;

import com.google.protobuf.ByteString;
import dev.stenogate.v1.TranscribeResponse;
import java.util.Optional;

/**
 * What happens to a {@link Continuation}. A dial is named by its number; events of one that was
 * given up race with that and change nothing.
 */
sealed interface Event {
  /** The transcription begins. First, exactly once. */
  record Begun() implements Event {}

  /**
   * The answer to {@link Decision.Read}.
   *
   * @param audio whole samples, not empty
   */
  record AudioRead(ByteString audio) implements Event {}

  /** The other answer to {@link Decision.Read}: no more audio. */
  record SourceEnded() implements Event {}

  /** The call takes one more message at once; said again after every message that it takes. */
  record Writable(int dial) implements Event {}

  /** The server answers. */
  record Response(int dial, TranscribeResponse response) implements Event {}

  /**
   * The call ended.
   *
   * @param failure empty: with status OK
   */
  record Ended(int dial, Optional<TranscriptionFailure> failure) implements Event {}

  /** Time passed, as {@link Continuation#wakeAtNanos} asked for. */
  record Woken() implements Event {}

  /** The caller wants no more audio taken; what was read is still transcribed. */
  record Stopped() implements Event {}

  /**
   * The transcription shall end now.
   *
   * @param why what it ends with
   */
  record Abandoned(Throwable why) implements Event {}
}
