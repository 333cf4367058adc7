package dev.stenogate.client;

import dev.stenogate.v1.Progress;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.TranscribeResponse;
import java.util.Optional;

/**
 * What is known of the transcript, over all calls: which segments are final, how much audio, and
 * the newest token.
 */
final class Transcribed {
  /**
   * A server that has all but this much of the audio final has no segment open: 1 s, above the
   * pause that ends a segment by default and what is under way.
   */
  private static final long IDLE_MILLIS = 1_000;

  private final AudioClock clock;
  private String token = "";
  private long nextSegmentId;
  private long finalBytes;

  /** Of the segment {@code nextSegmentId}; -1: it was not heard of. */
  private int revision = -1;

  private int revisionsOfEarlierCalls;
  private boolean heardPartial;
  private Optional<Progress> progress = Optional.empty();

  Transcribed(AudioClock clock) {
    this.clock = clock;
  }

  /** The newest; empty: there is none. */
  String token() {
    return token;
  }

  /** How many segments are final. */
  long nextSegmentId() {
    return nextSegmentId;
  }

  /** Audio of the session that need not be sent again. */
  long finalBytes() {
    return finalBytes;
  }

  /** The next call counts revisions of the open segment from 0 again, and has no segment open. */
  void callLost() {
    revisionsOfEarlierCalls = revision + 1;
    heardPartial = false;
    progress = Optional.empty();
  }

  void tokenReceived(String newer) {
    if (!newer.isEmpty()) {
      token = newer;
    }
  }

  /** A segment that is final already, and thus no news. */
  boolean isKnown(Segment segment) {
    return segment.getSegmentId() < nextSegmentId;
  }

  /** A final before which others are missing. */
  boolean isGap(Segment segment) {
    return segment.getIsFinal() && segment.getSegmentId() > nextSegmentId;
  }

  /**
   * Takes news.
   *
   * @return as the listener shall hear it: a revision that goes on over calls
   */
  TranscribeResponse take(Segment segment) {
    var told = segment;
    if (segment.getSegmentId() == nextSegmentId) {
      revision = segment.getRevision() + revisionsOfEarlierCalls;
      told = segment.toBuilder().setRevision(revision).build();
    }
    heardPartial = true;
    if (segment.getIsFinal()) {
      nextSegmentId++;
      revision = -1;
      revisionsOfEarlierCalls = 0;
      heardPartial = false;
      tokenReceived(segment.getResumeToken());
      finalBytes = Math.max(finalBytes, clock.bytesAt(segment.getEndOffset()));
    }
    return TranscribeResponse.newBuilder().setSegment(told).build();
  }

  /** Takes news; says whether more is final than before. */
  boolean take(Progress news) {
    progress = Optional.of(news);
    var before = finalBytes;
    finalBytes = Math.max(finalBytes, clock.bytesAt(news.getFinalOffset()));
    return finalBytes > before;
  }

  /** Whether a call could end here without cutting a segment in two. */
  boolean isBetweenSegments() {
    var slackBytes = IDLE_MILLIS * clock.bytesPerSecond() / 1_000;
    return !heardPartial
        && progress.isPresent()
        && clock.bytesAt(progress.get().getReceivedOffset()) - finalBytes <= slackBytes;
  }
}
