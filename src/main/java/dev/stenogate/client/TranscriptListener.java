package dev.stenogate.client;

import dev.stenogate.v1.TranscribeResponse;

/** Hears what the server answers. */
@FunctionalInterface
public interface TranscriptListener {
  /**
   * Called one call at a time and in order, on a thread of the channel. May block: the next
   * response is asked for when this returns, and a server whose responses are not read stops
   * reading audio.
   *
   * @param response possibly with an arm that this client does not know
   */
  void onResponse(TranscribeResponse response);
}
