package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import dev.stenogate.upstream.DeltaClock;
import java.util.ArrayList;
import java.util.List;

/** What one link has written of an utterance, delta by delta. */
final class Hearing {
  private final long start;
  private final StringBuilder text = new StringBuilder();
  private final List<Piece> pieces = new ArrayList<>();
  private int deltas;
  private long sent;

  /** A piece of text begins at this index, in the delta of this number. */
  private record Piece(int index, int delta) {}

  Hearing(long start) {
    this.start = start;
    this.sent = start;
  }

  void delta(String piece) {
    if (!piece.isEmpty()) {
      pieces.add(new Piece(text.length(), deltas));
      text.append(piece);
    }
    deltas++;
  }

  void sentTo(long position) {
    sent = position;
  }

  int deltas() {
    return deltas;
  }

  int length() {
    return text.length();
  }

  String text() {
    return text.toString();
  }

  /** How far the audio was heard. */
  long heardTo() {
    return Math.min(sent, start + (long) deltas * Pcm.SAMPLES_PER_TOKEN);
  }

  /** The words so far; the last may still grow. */
  List<DatedWord> words() {
    return words(text.toString(), heardTo());
  }

  /**
   * The words of the model's last answer, dated by the deltas.
   *
   * @param said usually the same text
   * @param to no word ends behind it
   */
  List<DatedWord> words(String said, long to) {
    List<DatedWord> words = new ArrayList<>();
    int index = 0;
    int piece = 0;
    for (String word : Words.of(said)) {
      int begins = index + leadingSpaces(word);
      while (piece + 1 < pieces.size() && pieces.get(piece + 1).index() <= begins) {
        piece++;
      }
      int delta = pieces.isEmpty() ? deltas : pieces.get(piece).delta();
      long end = start + DeltaClock.wordEndSamples(delta, sent - start);
      words.add(new DatedWord(word, Math.min(end, to)));
      index += word.length();
    }
    return words;
  }

  private static int leadingSpaces(String word) {
    return word.length() - word.stripLeading().length();
  }
}
