package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.redaction.Redacted;
import dev.stenogate.redaction.Redaction;
import dev.stenogate.redaction.Redactor;
import dev.stenogate.redaction.Rule;
import dev.stenogate.session.Reply.Segment;
import dev.stenogate.session.Reply.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a caller sees of text that is redacted. */
class RedactedDraftTest {
  private static final int TOKEN = 1_280;

  private final List<Segment> seen = new ArrayList<>();
  private final List<RuntimeException> defects = new ArrayList<>();
  private final Redactor redactor = new Redactor(Redaction.of(Rule.CARD));

  @Test
  void wordsThatAMatchLiesInAreOneThatEndsWithTheLastOfThem() {
    Utterance utterance = utterance(Partials.REVISED, redactor);

    hear(utterance, " Is", " (4111", " 1111", " 1111", " 1111)", " mine?", "");

    assertThat(seen.getLast().text()).isEqualTo(" Is ([card]) mine?");
    assertThat(seen.getLast().words())
        .containsExactly(
            new Word("Is", TOKEN), new Word("([card])", 5 * TOKEN), new Word("mine?", 6 * TOKEN));
  }

  @Test
  void aPartialEndsBeforeWhatMayBeAMatchAndIsToldOnce() {
    Utterance utterance = utterance(Partials.REVISED, redactor);

    hear(utterance, " my", " card", " 4111", " 1111", " 1111", " 1111", " is", " new");

    assertThat(texts())
        .containsExactly(" my", " my card", " my card [card] is", " my card [card] is new");
    assertThat(utterance.done(" my card 4111 1111 1111 1111 is new").text())
        .isEqualTo(" my card [card] is new");
  }

  @Test
  void anAppendOnlyCallerGetsTheMarkOnceAndTheFinalBeginsWithWhatItGot() {
    Utterance utterance = utterance(Partials.APPEND_ONLY, redactor);

    hear(utterance, " my", " card", " 4111", " 1111", " 1111", " 1111.", " Thanks", " bye");

    assertThat(texts()).containsExactly(" my", " card", " [card]. Thanks");
    assertThat(utterance.done(" my card 4111 1111 1111 1111. Thanks bye").text())
        .isEqualTo(" my card [card]. Thanks bye");
  }

  @Test
  void afterALostLinkWhatIsCommittedIsWhatTheNewOneWroteAndNoMatchCanChange() {
    Utterance utterance = utterance(Partials.REVISED, redactor);
    hear(utterance, " a", " b", " 4111", " 1111", " 1111", " 1111", " c", " d");
    utterance.restart(6);
    utterance.sentTo(100 * TOKEN, 0);

    hear(utterance, " a", " e", " 4111");

    assertThat(seen.getLast().text()).isEqualTo(" a e [card] c d");
    assertThat(seen.getLast().committedLength()).isEqualTo(" a e".length());
    assertThat(seen.getLast().revision()).isEqualTo(1);
  }

  @Test
  void theNextSegmentKnowsWhatWasTold() {
    utterance(Partials.REVISED, redactor).done(" 4111 1111");

    Utterance next = utterance(Partials.REVISED, redactor);
    hear(next, " 1111", " 1111", " it", " is");

    assertThat(texts()).containsExactly(" [card] it", " [card] it is");
  }

  @Test
  void aSegmentThatIsGivenUpIsRedactedToo() {
    Utterance utterance = utterance(Partials.REVISED, redactor);
    hear(utterance, " it is", " 4111 1111", " 1111 1111");

    assertThat(utterance.givenUp().text()).isEqualTo(" it is [card]");
  }

  @ParameterizedTest
  @EnumSource(Partials.class)
  void aDefectOfTheRedactorWithholdsTheTextAndTheCallGoesOn(Partials partials) {
    Redactor broken =
        new Redactor(Redaction.of(Rule.CARD)) {
          @Override
          public Redacted open(String text) {
            if (text.contains("secret")) {
              throw new IllegalStateException("planned");
            }
            return super.open(text);
          }

          @Override
          public Redacted whole(String text) {
            if (text.contains("secret")) {
              throw new IllegalStateException("planned");
            }
            return super.whole(text);
          }
        };
    Utterance utterance = utterance(partials, broken);
    hear(utterance, " we", " have", " a", " secret", " here", " now");
    Segment end = utterance.done(" we have a secret here now");

    String told =
        switch (partials) {
          case NONE -> "";
          case REVISED -> texts().getLast();
          case APPEND_ONLY -> String.join("", texts());
        };
    assertThat(end.text()).isEqualTo(told + " [redacted]").doesNotContain("secret");
    assertThat(end.words()).extracting(Word::text).containsExactly((told + " [redacted]").strip());
    assertThat(end.isFinal()).isTrue();
    assertThat(defects).hasSize(1);
    assertThat(utterance(partials, broken).done(" All is well.").text()).isEqualTo(" All is well.");
  }

  @ParameterizedTest
  @EnumSource(Partials.class)
  void aSessionRedactsAllThatItTells(Partials partials) {
    World world = new World(1, SessionLimits.DEFAULT, plan(partials)).begin();

    world
        .say(new ScriptedSpeech().word(1).word(123_456_789).word(2).silenceMillis(1_500).word(3))
        .halfClose()
        .live(3_000);

    assertThat(world.client.transcript()).isEqualTo(" w1 w[id] w2 w3");
    assertThat(world.client.all(Segment.class))
        .isNotEmpty()
        .allSatisfy(
            segment -> {
              assertThat(segment.text()).doesNotContainPattern("[4-9]");
              assertThat(segment.words())
                  .allSatisfy(word -> assertThat(word.text()).doesNotContainPattern("[4-9]"));
            });
  }

  private static SessionPlan plan(Partials partials) {
    SessionPlan plan = World.plan(partials);
    return new SessionPlan(
        plan.sessionId(),
        plan.callId(),
        plan.caller(),
        plan.requirements(),
        plan.claim(),
        plan.origin(),
        plan.endpointing(),
        partials,
        true,
        false,
        Redaction.of(Rule.US_SSN),
        Map.of());
  }

  private Utterance utterance(Partials partials, Redactor redactor) {
    Draft draft = new RedactedDraft(Draft.of(partials, true), redactor, defects::add);
    Utterance utterance = new Utterance(0, 0, 6, draft, true);
    utterance.sentTo(100 * TOKEN, 0);
    return utterance;
  }

  private void hear(Utterance utterance, String... pieces) {
    for (String piece : pieces) {
      utterance.delta(piece, 0);
      if (utterance.hasNews()) {
        utterance.partial().ifPresent(seen::add);
      }
    }
  }

  private List<String> texts() {
    return seen.stream().map(Segment::text).toList();
  }
}
