package dev.stenogate.client.command;

import dev.stenogate.v1.Segment;
import dev.stenogate.v1.TranscribeResponse;

/** Writes what a server answers in one of the formats. Called by one thread at a time. */
interface Transcript {
  /** The responses that follow are of this input. */
  void begin(String input);

  /** One response, of whatever arm. */
  void accept(TranscribeResponse response);

  /** No more responses of this input. */
  void end();

  /** Which text of a response stands for good; empty where it is anything else. */
  static boolean isFinal(TranscribeResponse response) {
    return response.hasSegment() && response.getSegment().getIsFinal();
  }

  /** Where the audio of a segment ends, in milliseconds; its last word tells it more closely. */
  static long endMillis(Segment segment) {
    var end = Offsets.millis(segment.getEndOffset());
    if (segment.getWordsCount() == 0) {
      return end;
    }
    var lastWord = segment.getWords(segment.getWordsCount() - 1);
    var spoken = Offsets.millis(lastWord.getEndOffset());
    return spoken > Offsets.millis(segment.getStartOffset()) ? Math.min(end, spoken) : end;
  }
}
