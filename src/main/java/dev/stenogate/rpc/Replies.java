package dev.stenogate.rpc;

import dev.stenogate.session.Endpointing;
import dev.stenogate.session.Reply;
import dev.stenogate.session.ResumeToken;
import dev.stenogate.session.SessionPlan;
import dev.stenogate.v1.Completed;
import dev.stenogate.v1.CompletedReason;
import dev.stenogate.v1.Flushed;
import dev.stenogate.v1.GoAway;
import dev.stenogate.v1.Limits;
import dev.stenogate.v1.Notice;
import dev.stenogate.v1.NoticeCode;
import dev.stenogate.v1.Progress;
import dev.stenogate.v1.Queued;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.SpeechEvent;
import dev.stenogate.v1.SpeechEventKind;
import dev.stenogate.v1.Started;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.Usage;
import dev.stenogate.v1.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes what a session says as the API's messages. */
final class Replies {
  private final SessionPlan plan;
  private final Limits limits;
  private final Function<ResumeToken, String> seal;

  /**
   * @param seal writes a resume token
   */
  Replies(SessionPlan plan, Limits limits, Function<ResumeToken, String> seal) {
    this.plan = plan;
    this.limits = limits;
    this.seal = seal;
  }

  TranscribeResponse write(Reply reply) {
    TranscribeResponse.Builder response = TranscribeResponse.newBuilder();
    switch (reply) {
      case Reply.Queued queued -> response.setQueued(queued(queued));
      case Reply.Started started -> response.setStarted(started(started));
      case Reply.Segment segment -> response.setSegment(segment(segment));
      case Reply.SpeechEvent event -> response.setSpeechEvent(speechEvent(event));
      case Reply.Progress progress -> response.setProgress(progress(progress));
      case Reply.Flushed flushed -> response.setFlushed(Flushed.newBuilder().setId(flushed.id()));
      case Reply.Notice notice -> response.setNotice(notice(notice));
      case Reply.GoAway goAway -> response.setGoAway(goAway(goAway));
      case Reply.Completed completed -> response.setCompleted(completed(completed.usage()));
    }
    return response.build();
  }

  private static Queued queued(Reply.Queued queued) {
    Queued.Builder message = Queued.newBuilder().setPosition(queued.position());
    queued.waitNanos().ifPresent(nanos -> message.setEstimatedWait(Offsets.ofNanos(nanos)));
    return message.build();
  }

  private Started started(Reply.Started started) {
    return Started.newBuilder()
        .setSessionId(plan.sessionId())
        .setResumeToken(token(plan.origin().nextSegmentId(), plan.origin().finalSamples()))
        .setLimits(limits)
        .setEndpointing(endpointing(plan.endpointing()))
        .addAllFeatures(features())
        .setEndpoint(started.endpoint())
        .setModel(started.model())
        .addAllRedaction(RedactionRules.write(plan.redaction()))
        .build();
  }

  private static dev.stenogate.v1.Endpointing endpointing(Endpointing endpointing) {
    return dev.stenogate.v1.Endpointing.newBuilder()
        .setSilenceDuration(Offsets.ofSamples(endpointing.silenceSamples()))
        .setMaxSegment(Offsets.ofSamples(endpointing.maxSamples()))
        .setVoiceActivityDisabled(!endpointing.voiceActivity())
        .build();
  }

  private List<String> features() {
    List<String> features =
        new ArrayList<>(
            List.of(
                Features.FLUSH,
                Features.ENDPOINTING,
                Features.RESUME,
                Features.MAX_WAIT,
                Features.PRIORITY));
    switch (plan.partials()) {
      case NONE -> {}
      case REVISED -> features.add(Features.PARTIALS);
      case APPEND_ONLY -> features.add(Features.PARTIALS_APPEND_ONLY);
    }
    if (plan.wordOffsets()) {
      features.add(Features.WORD_OFFSETS);
    }
    if (plan.speechEvents()) {
      features.add(Features.SPEECH_EVENTS);
    }
    if (!plan.redaction().isNone()) {
      features.add(Features.REDACTION);
    }
    return features;
  }

  private String token(long nextSegmentId, long finalSamples) {
    return seal.apply(new ResumeToken(plan.sessionId(), nextSegmentId, finalSamples));
  }

  private Segment segment(Reply.Segment segment) {
    Segment.Builder message =
        Segment.newBuilder()
            .setSegmentId(segment.segmentId())
            .setRevision(segment.revision())
            .setIsFinal(segment.isFinal())
            .setText(segment.text())
            .setCommittedLength(segment.committedLength())
            .setStartOffset(Offsets.ofSamples(segment.start()))
            .setEndOffset(Offsets.ofSamples(segment.end()));
    if (segment.isFinal()) {
      message.setResumeToken(token(segment.segmentId() + 1, segment.end()));
    }
    for (Reply.Word word : segment.words()) {
      message.addWords(
          Word.newBuilder().setText(word.text()).setEndOffset(Offsets.ofSamples(word.end())));
    }
    return message.build();
  }

  private static SpeechEvent speechEvent(Reply.SpeechEvent event) {
    SpeechEventKind kind =
        event.started()
            ? SpeechEventKind.SPEECH_EVENT_KIND_STARTED
            : SpeechEventKind.SPEECH_EVENT_KIND_ENDED;
    return SpeechEvent.newBuilder()
        .setKind(kind)
        .setOffset(Offsets.ofSamples(event.position()))
        .build();
  }

  private static Progress progress(Reply.Progress progress) {
    return Progress.newBuilder()
        .setReceivedOffset(Offsets.ofSamples(progress.received()))
        .setTranscribedOffset(Offsets.ofSamples(progress.transcribed()))
        .setFinalOffset(Offsets.ofSamples(progress.settled()))
        .setLag(Offsets.ofNanos(progress.lagNanos()))
        .build();
  }

  private static Notice notice(Reply.Notice notice) {
    NoticeCode code =
        switch (notice.code()) {
          case ENDPOINT_CHANGED -> NoticeCode.NOTICE_CODE_ENDPOINT_CHANGED;
          case LINK_ROLLED -> NoticeCode.NOTICE_CODE_LINK_ROLLED;
          case STALL_RECOVERED -> NoticeCode.NOTICE_CODE_STALL_RECOVERED;
          case AUDIO_GAP -> NoticeCode.NOTICE_CODE_AUDIO_GAP;
          case WAITING_FOR_ENDPOINT -> NoticeCode.NOTICE_CODE_WAITING_FOR_ENDPOINT;
          case RATE_LIMITED -> NoticeCode.NOTICE_CODE_RATE_LIMITED;
          case SESSION_ENDING -> NoticeCode.NOTICE_CODE_SESSION_ENDING;
        };
    return Notice.newBuilder().setCode(code).setText(notice.text()).build();
  }

  private GoAway goAway(Reply.GoAway goAway) {
    return GoAway.newBuilder()
        .setTimeLeft(Offsets.ofNanos(goAway.leftNanos()))
        .setResumeToken(token(goAway.nextSegmentId(), goAway.settled()))
        .build();
  }

  private static Completed completed(Reply.Usage usage) {
    return Completed.newBuilder()
        .setReason(CompletedReason.COMPLETED_REASON_CALLER_DONE)
        .setUsage(
            Usage.newBuilder()
                .setAudioReceived(Offsets.ofSamples(usage.received()))
                .setAudioTranscribed(Offsets.ofSamples(usage.transcribed()))
                .setAudioReplayed(Offsets.ofSamples(usage.replayed()))
                .setAudioDropped(Offsets.ofSamples(usage.dropped()))
                .setSegments(usage.segments()))
        .build();
  }
}
