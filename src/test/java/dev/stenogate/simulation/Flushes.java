package dev.stenogate.simulation;

import com.google.protobuf.util.Durations;
import dev.stenogate.v1.Flush;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;
import java.util.ArrayDeque;
import java.util.Optional;

/** The flushes of one call: asked for at random, answered in order, and only when it is true. */
final class Flushes {
  /** One that is not answered, and the audio before it on the session clock. */
  private record Sent(String id, long bytes) {}

  private final Dice dice;
  private final double chance;
  private final ArrayDeque<Sent> unanswered = new ArrayDeque<>();
  private long sentToBytes;
  private int count;

  /**
   * @param chance that one follows a message of audio
   */
  Flushes(Dice dice, double chance) {
    this.dice = dice;
    this.chance = chance;
  }

  /** Another call: those of the last are not answered any more. */
  void dialled(Start start) {
    unanswered.clear();
    sentToBytes = Durations.toNanos(start.getResume().getAudioOffset()) / Microphone.NANOS_PER_BYTE;
  }

  /** What follows a message. */
  Optional<TranscribeRequest> after(TranscribeRequest request) {
    if (!request.hasAudio()) {
      return Optional.empty();
    }
    sentToBytes += request.getAudio().size();
    if (!dice.chance(chance)) {
      return Optional.empty();
    }
    Sent flush = new Sent("f" + count++, sentToBytes);
    unanswered.add(flush);
    return Optional.of(
        TranscribeRequest.newBuilder().setFlush(Flush.newBuilder().setId(flush.id())).build());
  }

  /** One was answered. Gives up to where all must be final. */
  long answered(String id) {
    Violation.unless(!unanswered.isEmpty(), "flushed %s, which was not asked for", id);
    Sent flush = unanswered.remove();
    Violation.unless(flush.id().equals(id), "flushed %s (expected: %s)", id, flush.id());
    return flush.bytes();
  }
}
