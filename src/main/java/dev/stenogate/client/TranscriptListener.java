package dev.stenogate.client;

import dev.stenogate.v1.TranscribeResponse;

/**
 * Hears what the servers answer, over all calls of a transcription. Called one at a time and in
 * order, on a thread of the transcription. May block: a call's next response is asked for when its
 * last one was heard, and a server whose responses are not read stops reading audio.
 */
@FunctionalInterface
public interface TranscriptListener {
  /**
   * One response. Every final comes once, whatever breaks; a segment whose call broke goes on with
   * a higher revision. {@code started} comes once for every call, as it may name another endpoint,
   * with the same session unless the call broke before it was heard; {@code progress} counts what
   * its own call received, so that {@code received_offset} can go back after {@link #onReconnect}.
   *
   * @param response possibly with an arm that this client does not know
   */
  void onResponse(TranscribeResponse response);

  /** A call was lost, or left; nothing of the transcript is. */
  default void onReconnect(Reconnect reconnect) {}
}
