package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import dev.stenogate.admission.Claim;
import dev.stenogate.redaction.Redaction;
import dev.stenogate.redaction.Rule;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Requirements;
import dev.stenogate.session.Endpointing;
import dev.stenogate.session.Partials;
import dev.stenogate.session.Reply;
import dev.stenogate.session.SessionPlan;
import dev.stenogate.tenant.Access;
import dev.stenogate.tenant.Caller;
import dev.stenogate.v1.Completed;
import dev.stenogate.v1.CompletedReason;
import dev.stenogate.v1.Flushed;
import dev.stenogate.v1.Limits;
import dev.stenogate.v1.Notice;
import dev.stenogate.v1.NoticeCode;
import dev.stenogate.v1.Pool;
import dev.stenogate.v1.Progress;
import dev.stenogate.v1.Queued;
import dev.stenogate.v1.RedactionRule;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.SpeechEvent;
import dev.stenogate.v1.SpeechEventKind;
import dev.stenogate.v1.Started;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.Usage;
import dev.stenogate.v1.Word;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepliesTest {
  private static final int SECOND = 16_000;
  private static final Limits LIMITS = Limits.newBuilder().setBufferBytesMax(7).build();

  private final Replies replies = replies(Partials.REVISED, true, true);

  @Test
  void startedTellsWhatIsInForce() {
    assertThat(replies.write(new Reply.Started("gpu-1", "voxtral")).getStarted())
        .isEqualTo(
            Started.newBuilder()
                .setSessionId("s-1")
                .setResumeToken("0@0")
                .setLimits(LIMITS)
                .setEndpointing(
                    dev.stenogate.v1.Endpointing.newBuilder()
                        .setSilenceDuration(Durations.fromMillis(500))
                        .setMaxSegment(Durations.fromSeconds(20))
                        .setVoiceActivityDisabled(true))
                .addAllFeatures(
                    List.of(
                        "flush",
                        "endpointing",
                        "resume",
                        "max_wait",
                        "priority",
                        "partials",
                        "word_offsets",
                        "speech_events"))
                .setEndpoint("gpu-1")
                .setModel("voxtral")
                .build());
  }

  @Test
  void aFeatureThatWasNotAskedForIsNotInForce() {
    Started started =
        replies(Partials.NONE, false, false)
            .write(new Reply.Started("gpu-1", "voxtral"))
            .getStarted();

    assertThat(started.getFeaturesList())
        .containsExactly("flush", "endpointing", "resume", "max_wait", "priority");
  }

  @Test
  void aWaitIsToldWithItsEstimateWhereThereIsOne() {
    Reply known = new Reply.Queued(3, OptionalLong.of(12_400_000_000L));
    Reply unknown = new Reply.Queued(0, OptionalLong.empty());
    Replies replies = replies(Partials.NONE, false, false);

    assertThat(replies.write(known).getQueued())
        .isEqualTo(
            Queued.newBuilder()
                .setPosition(3)
                .setEstimatedWait(Durations.fromMillis(12_400))
                .build());
    assertThat(replies.write(unknown).getQueued()).isEqualTo(Queued.getDefaultInstance());
  }

  @Test
  void everyFeatureInForceIsOneThatCapabilitiesTell() {
    Set<String> inForce = new HashSet<>();
    for (Partials partials : Partials.values()) {
      Reply started = new Reply.Started("gpu-1", "voxtral");
      inForce.addAll(replies(partials, true, true).write(started).getStarted().getFeaturesList());
    }

    inForce.addAll(started(Redaction.of(Rule.CARD)).getFeaturesList());

    assertThat(inForce).containsExactlyInAnyOrderElementsOf(Features.ALL);
  }

  @Test
  void aSegmentCarriesItsTextAndItsWords() {
    Reply.Segment segment =
        new Reply.Segment(
            4,
            1,
            true,
            " And so",
            7,
            SECOND,
            3 * SECOND,
            List.of(new Reply.Word("And", 2 * SECOND), new Reply.Word("so", 3 * SECOND)));

    assertThat(replies.write(segment).getSegment())
        .isEqualTo(
            Segment.newBuilder()
                .setSegmentId(4)
                .setRevision(1)
                .setIsFinal(true)
                .setText(" And so")
                .setCommittedLength(7)
                .setResumeToken("5@" + 3 * SECOND)
                .setStartOffset(Durations.fromSeconds(1))
                .setEndOffset(Durations.fromSeconds(3))
                .addWords(Word.newBuilder().setText("And").setEndOffset(Durations.fromSeconds(2)))
                .addWords(Word.newBuilder().setText("so").setEndOffset(Durations.fromSeconds(3)))
                .build());
  }

  @Test
  void aPartialIsNotFinal() {
    Reply.Segment partial = new Reply.Segment(0, 0, false, "", 0, 0, 0, List.of());

    assertThat(replies.write(partial).getSegment().getIsFinal()).isFalse();
    assertThat(replies.write(partial).getSegment().getResumeToken()).isEmpty();
  }

  @Test
  void speechBeginsAndEnds() {
    assertThat(replies.write(new Reply.SpeechEvent(true, SECOND)).getSpeechEvent())
        .isEqualTo(
            SpeechEvent.newBuilder()
                .setKind(SpeechEventKind.SPEECH_EVENT_KIND_STARTED)
                .setOffset(Durations.fromSeconds(1))
                .build());
    assertThat(replies.write(new Reply.SpeechEvent(false, SECOND)).getSpeechEvent().getKind())
        .isEqualTo(SpeechEventKind.SPEECH_EVENT_KIND_ENDED);
  }

  @Test
  void progressTellsThreeOffsetsAndTheLag() {
    assertThat(
            replies
                .write(new Reply.Progress(4 * SECOND, 3 * SECOND, 2 * SECOND, 80_000_000))
                .getProgress())
        .isEqualTo(
            Progress.newBuilder()
                .setReceivedOffset(Durations.fromSeconds(4))
                .setTranscribedOffset(Durations.fromSeconds(3))
                .setFinalOffset(Durations.fromSeconds(2))
                .setLag(Durations.fromMillis(80))
                .build());
  }

  @Test
  void aFlushIsAnsweredWithItsId() {
    assertThat(replies.write(new Reply.Flushed("now")).getFlushed())
        .isEqualTo(Flushed.newBuilder().setId("now").build());
  }

  @ParameterizedTest
  @EnumSource
  void aNoticeHasTheCodeOfItsName(Reply.Notice.Code code) {
    assertThat(replies.write(new Reply.Notice(code, "text")).getNotice())
        .isEqualTo(
            Notice.newBuilder()
                .setCode(NoticeCode.valueOf("NOTICE_CODE_" + code))
                .setText("text")
                .build());
  }

  @Test
  void completedTellsWhatWasUsed() {
    TranscribeResponse response =
        replies.write(
            new Reply.Completed(
                new Reply.Usage(9 * SECOND, 6 * SECOND, 2 * SECOND, SECOND, 8 * SECOND, 5)));

    assertThat(response.getCompleted())
        .isEqualTo(
            Completed.newBuilder()
                .setReason(CompletedReason.COMPLETED_REASON_CALLER_DONE)
                .setUsage(
                    Usage.newBuilder()
                        .setAudioReceived(Durations.fromSeconds(9))
                        .setAudioTranscribed(Durations.fromSeconds(6))
                        .setAudioReplayed(Durations.fromSeconds(2))
                        .setAudioDropped(Durations.fromSeconds(1))
                        .setSegments(5))
                .build());
  }

  @Test
  void poolsTellTheirModelsAndLanguagesOnce() {
    List<Endpoint> endpoints =
        List.of(
            new Endpoint("a", "live", "voxtral", List.of("en", "fr"), 1, 6),
            new Endpoint("b", "batch", "whisper", List.of(), 1, 6),
            new Endpoint("c", "live", "voxtral", List.of("fr", "de"), 1, 6));

    assertThat(Pools.of(endpoints, Access.EVERYTHING))
        .containsExactly(
            Pool.newBuilder()
                .setName("live")
                .addModels("voxtral")
                .addAllLanguages(List.of("en", "fr", "de"))
                .build(),
            Pool.newBuilder().setName("batch").addModels("whisper").build());
  }

  @Test
  void startedTellsTheRulesOfRedactionInForce() {
    Started told = started(Redaction.of(Rule.FR_NIR, Rule.CARD));

    assertThat(told.getRedactionList())
        .containsExactly(RedactionRule.REDACTION_RULE_CARD, RedactionRule.REDACTION_RULE_FR_NIR);
    assertThat(told.getFeaturesList()).contains("redaction");
  }

  private static Started started(Redaction redaction) {
    SessionPlan plan =
        new SessionPlan(
            "s-1",
            "s-1",
            Caller.ANONYMOUS,
            new Requirements("default", "", List.of()),
            Claim.USUAL,
            SessionPlan.Origin.NEW,
            new Endpointing(SECOND / 2, 20 * SECOND, false),
            Partials.REVISED,
            true,
            true,
            redaction,
            Map.of());
    return new Replies(plan, LIMITS, token -> "")
        .write(new Reply.Started("gpu-1", "voxtral"))
        .getStarted();
  }

  @Test
  void everyRuleHasANumberOfTheApi() throws Invalid {
    Redaction all = Redaction.of(Rule.values());

    List<RedactionRule> written = RedactionRules.write(all);

    assertThat(written).hasSize(Rule.values().length).doesNotHaveDuplicates();
    assertThat(RedactionRules.read(written.stream().map(RedactionRule::getNumber).toList()))
        .isEqualTo(all);
  }

  private static Replies replies(Partials partials, boolean wordOffsets, boolean speechEvents) {
    SessionPlan plan =
        new SessionPlan(
            "s-1",
            new Requirements("default", "", List.of()),
            SessionPlan.Origin.NEW,
            new Endpointing(SECOND / 2, 20 * SECOND, false),
            partials,
            wordOffsets,
            speechEvents,
            Map.of());
    return new Replies(plan, LIMITS, token -> token.nextSegmentId() + "@" + token.finalSamples());
  }
}
