package dev.stenogate.simulation;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.stenogate.v1.Progress;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.Usage;

/** What the API promises of the responses of one call, whatever befalls it. */
final class CallRules {
  private boolean started;
  private boolean appendOnly;
  private boolean completed;
  private long openSegmentId = -1; // not known before the first
  private boolean heard; // of the open segment
  private int finals;
  private int revision;
  private String committed = "";
  private Duration finalEnd = Durations.ZERO;
  private Progress progress = Progress.getDefaultInstance();

  void hear(TranscribeResponse response) {
    Violation.unless(!completed, "a response after 'completed'");
    switch (response.getResponseCase()) {
      case STARTED -> {
        Violation.unless(!started, "'started' came twice");
        Violation.unless(!response.getStarted().getResumeToken().isEmpty(), "no resume token");
        started = true;
        appendOnly = response.getStarted().getFeaturesList().contains("partials_append_only");
      }
      case SEGMENT -> segment(response.getSegment());
      case PROGRESS -> progress(response.getProgress());
      case COMPLETED -> {
        completed = true;
        usage(response.getCompleted().getUsage());
      }
      case QUEUED -> Violation.unless(!started, "'queued' after 'started'");
      case SPEECH_EVENT, FLUSHED, NOTICE, GO_AWAY -> {}
      case RESPONSE_NOT_SET -> throw new Violation("an empty response");
    }
  }

  void completed() {
    Violation.unless(completed, "a call ended with OK and without 'completed'");
  }

  private void segment(Segment segment) {
    Violation.unless(started, "a segment before 'started'");
    long id = segment.getSegmentId();
    if (openSegmentId < 0) {
      openSegmentId = id;
    }
    Violation.unless(
        id == openSegmentId, "segment %d was told of while %d was open", id, openSegmentId);
    Violation.unless(
        Durations.compare(segment.getStartOffset(), finalEnd) >= 0,
        "segment %d begins before the one before ends",
        id);
    Violation.unless(
        Durations.compare(segment.getEndOffset(), segment.getStartOffset()) >= 0,
        "segment %d ends before it begins",
        id);
    Violation.unless(
        !heard || segment.getRevision() >= revision, "revision of segment %d went back", id);
    int points = segment.getText().codePointCount(0, segment.getText().length());
    Violation.unless(segment.getCommittedLength() <= points, "more is committed than was said");
    boolean added = appendOnly && !segment.getIsFinal();
    if (heard && !added && (appendOnly || segment.getRevision() == revision)) {
      Violation.unless(
          segment.getText().startsWith(committed),
          "committed text of segment %d changed within a revision",
          id);
    }
    heard = true;
    revision = segment.getRevision();
    int end = segment.getText().offsetByCodePoints(0, segment.getCommittedLength());
    committed = (added ? committed : "") + segment.getText().substring(0, end);
    if (segment.getIsFinal()) {
      Violation.unless(!segment.getResumeToken().isEmpty(), "a final without a token");
      finalEnd = segment.getEndOffset();
      openSegmentId++;
      finals++;
      heard = false;
      committed = "";
    } else {
      Violation.unless(segment.getResumeToken().isEmpty(), "a partial with a token");
    }
  }

  private void usage(Usage usage) {
    Violation.unless(
        usage.getSegments() == finals,
        "%d segments of %d are charged",
        usage.getSegments(),
        finals);
    Violation.unless(
        Durations.compare(usage.getAudioTranscribed(), usage.getAudioReceived()) <= 0,
        "more audio was transcribed than received");
  }

  private void progress(Progress now) {
    Violation.unless(
        Durations.compare(now.getReceivedOffset(), progress.getReceivedOffset()) >= 0
            && Durations.compare(now.getTranscribedOffset(), progress.getTranscribedOffset()) >= 0
            && Durations.compare(now.getFinalOffset(), progress.getFinalOffset()) >= 0,
        "progress went back");
    Violation.unless(
        Durations.compare(now.getFinalOffset(), finalEnd) >= 0, "less is final than was told");
    Violation.unless(!Durations.isNegative(now.getLag()), "lag is negative");
    progress = now;
  }
}
