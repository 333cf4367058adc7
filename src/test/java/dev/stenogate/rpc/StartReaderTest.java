package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.Durations;
import dev.stenogate.admission.Claim;
import dev.stenogate.redaction.Redaction;
import dev.stenogate.redaction.Rule;
import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Requirements;
import dev.stenogate.session.Ending.Violation;
import dev.stenogate.session.Endpointing;
import dev.stenogate.session.Partials;
import dev.stenogate.session.ResumeToken;
import dev.stenogate.session.ResumeTokens;
import dev.stenogate.session.SessionPlan;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.v1.AudioFormat;
import dev.stenogate.v1.Encoding;
import dev.stenogate.v1.EndpointingPreset;
import dev.stenogate.v1.PartialResults;
import dev.stenogate.v1.Priority;
import dev.stenogate.v1.RedactionRule;
import dev.stenogate.v1.Resume;
import dev.stenogate.v1.Start;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartReaderTest {
  private static final int MILLI = 16; // samples

  private final StartReader reader =
      new StartReader(
          "default",
          new Dispatcher(
                  List.of(
                      new Endpoint("gpu-1", "default", "voxtral", List.of("en", "pt"), 1, 6),
                      new Endpoint("gpu-2", "batch", "whisper", List.of(), 1, 6)),
                  () -> new Random(1))
              ::knows,
          resumption());

  private static Resumption resumption() {
    return new Resumption(new ResumeTokens(List.of(new byte[32]), 60), () -> 1_000);
  }

  @Test
  void aResumedSessionKeepsItsNameItsIdsAndItsClock() throws Invalid {
    String token = resumption().seal(new ResumeToken("s-0", 7, 160_000), "default");

    SessionPlan plan =
        read(
            s ->
                s.setResume(
                    Resume.newBuilder().setToken(token).setAudioOffset(Durations.fromSeconds(9))));

    assertThat(plan.sessionId()).isEqualTo("s-0");
    assertThat(plan.origin()).isEqualTo(new SessionPlan.Origin(144_000, 160_000, 7));
  }

  @Test
  void aStartThatSaysOnlyTheFormatGetsTheDefaults() throws Invalid {
    assertThat(read(_ -> {}))
        .isEqualTo(
            new SessionPlan(
                "s-1",
                new Requirements("default", "", List.of()),
                SessionPlan.Origin.NEW,
                new Endpointing(640 * MILLI, 30_000 * MILLI, true),
                Partials.REVISED,
                false,
                false,
                Map.of()));
  }

  @Test
  void theDefaultEndpointingIsTheOneThatCapabilitiesTell() throws Invalid {
    assertThat(read(_ -> {}).endpointing()).isEqualTo(StartReader.DEFAULT_ENDPOINTING);
  }

  @Test
  void everythingThatIsServedCanBeAskedFor() throws Invalid {
    SessionPlan plan =
        read(
            start -> {
              start.getAudioFormatBuilder().setChannels(1);
              start
                  .setPool("batch")
                  .setModel("whisper")
                  .addLanguages("de-CH")
                  .setPartialResults(PartialResults.PARTIAL_RESULTS_NONE)
                  .setWordOffsets(true)
                  .setSpeechEvents(true)
                  .setPriority(Priority.PRIORITY_BATCH)
                  .setMaxWait(Durations.fromMinutes(5))
                  .putLabels("call.id", "42");
              start
                  .getEndpointingBuilder()
                  .setSilenceDuration(Durations.fromMillis(200))
                  .setMaxSegment(Durations.fromSeconds(60))
                  .setVoiceActivityDisabled(true);
            });

    assertThat(plan)
        .isEqualTo(
            new SessionPlan(
                "s-1",
                "s-1",
                Caller.ANONYMOUS,
                new Requirements("batch", "whisper", List.of("de-CH")),
                new Claim(Tenant.DEFAULT, dev.stenogate.tenant.Priority.BATCH, 300_000_000_000L),
                SessionPlan.Origin.NEW,
                new Endpointing(200 * MILLI, 60_000 * MILLI, false),
                Partials.NONE,
                true,
                true,
                Map.of("call.id", "42")));
  }

  @Test
  void everyRuleOfRedactionCanBeAskedForAndIsAskedForOnce() throws Invalid {
    SessionPlan plan =
        read(
            start ->
                Stream.of(RedactionRule.values())
                    .filter(rule -> rule != RedactionRule.REDACTION_RULE_UNSPECIFIED)
                    .filter(rule -> rule != RedactionRule.UNRECOGNIZED)
                    .forEach(rule -> start.addRedaction(rule).addRedaction(rule)));

    assertThat(plan.redaction()).isEqualTo(Redaction.of(Rule.values()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 99, -1})
  void aRuleOfRedactionThatIsNotServedIsRefused(int number) {
    assertThatThrownBy(
            () ->
                read(
                    start ->
                        start
                            .addRedaction(RedactionRule.REDACTION_RULE_CARD)
                            .addRedactionValue(number)))
        .asInstanceOf(type(Invalid.class))
        .extracting(invalid -> invalid.ending().why())
        .isEqualTo(
            new Violation(
                "FIELD_NOT_SERVED",
                "start.redaction",
                number + " is not served (expected: a rule)"));
  }

  @ParameterizedTest
  @EnumSource(
      value = EndpointingPreset.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ENDPOINTING_PRESET_UNSPECIFIED", "UNRECOGNIZED"})
  void aPresetStandsForItsDurations(EndpointingPreset preset) throws Invalid {
    Endpointing endpointing =
        read(start -> start.getEndpointingBuilder().setPreset(preset)).endpointing();

    assertThat(endpointing)
        .isEqualTo(
            switch (preset) {
              case ENDPOINTING_PRESET_CONVERSATION ->
                  new Endpointing(320 * MILLI, 30_000 * MILLI, true);
              case ENDPOINTING_PRESET_CAPTIONS ->
                  new Endpointing(640 * MILLI, 15_000 * MILLI, true);
              case ENDPOINTING_PRESET_DICTATION ->
                  new Endpointing(1_200 * MILLI, 30_000 * MILLI, true);
              case ENDPOINTING_PRESET_UNSPECIFIED, UNRECOGNIZED -> throw new AssertionError(preset);
            });
  }

  @ParameterizedTest
  @MethodSource("boundaries")
  void theBoundsThemselvesAreServed(Consumer<Start.Builder> change) throws Invalid {
    assertThat(read(change)).isNotNull();
  }

  static Stream<Consumer<Start.Builder>> boundaries() {
    return Stream.of(
        s -> s.getEndpointingBuilder().setSilenceDuration(Durations.fromMillis(5_000)),
        s -> s.getEndpointingBuilder().setMaxSegment(Durations.fromMillis(5_000)),
        s -> s.getEndpointingBuilder().setPresetValue(1).setVoiceActivityDisabled(true),
        s -> s.addAllLanguages(List.of("en", "en", "en", "en", "en", "en", "en", "pt-BR")),
        s -> labels(s, 16),
        s -> s.putLabels("k".repeat(63), "v".repeat(256)),
        s -> s.putLabels("aZ0_.-", "é".repeat(128)));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @MethodSource
  void refusals(String reason, String field, String description, Consumer<Start.Builder> change) {
    assertThatThrownBy(() -> read(change))
        .asInstanceOf(type(Invalid.class))
        .extracting(invalid -> invalid.ending().why())
        .isEqualTo(new Violation(reason, field, description));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refusal(
            "AUDIO_FORMAT_MISSING",
            "start.audio_format",
            "not set (expected: encoding and sample rate)",
            Start.Builder::clearAudioFormat),
        refusal(
            "AUDIO_FORMAT_NOT_SERVED",
            "start.audio_format.encoding",
            "ENCODING_UNSPECIFIED (expected: ENCODING_PCM16)",
            s -> s.getAudioFormatBuilder().clearEncoding()),
        refusal(
            "AUDIO_FORMAT_NOT_SERVED",
            "start.audio_format.encoding",
            "ENCODING_OPUS (expected: ENCODING_PCM16)",
            s -> s.getAudioFormatBuilder().setEncoding(Encoding.ENCODING_OPUS)),
        refusal(
            "AUDIO_FORMAT_NOT_SERVED",
            "start.audio_format.encoding",
            "77 (expected: ENCODING_PCM16)",
            s -> s.getAudioFormatBuilder().setEncodingValue(77)),
        refusal(
            "AUDIO_FORMAT_NOT_SERVED",
            "start.audio_format.sample_rate_hz",
            "0 (expected: 16000)",
            s -> s.getAudioFormatBuilder().clearSampleRateHz()),
        refusal(
            "AUDIO_FORMAT_NOT_SERVED",
            "start.audio_format.sample_rate_hz",
            "8000 (expected: 16000)",
            s -> s.getAudioFormatBuilder().setSampleRateHz(8_000)),
        refusal(
            "AUDIO_FORMAT_NOT_SERVED",
            "start.audio_format.channels",
            "2 (expected: 1)",
            s -> s.getAudioFormatBuilder().setChannels(2)),
        refusal(
            "AUDIO_FORMAT_NOT_SERVED",
            "start.audio_format.channels",
            "-1 (expected: 1)",
            s -> s.getAudioFormatBuilder().setChannels(-1)),
        refusal(
            "POOL_UNKNOWN",
            "start.pool",
            "malformed (expected: at most 63 characters of [a-z0-9-])",
            s -> s.setPool("Default")),
        refusal(
            "POOL_UNKNOWN",
            "start.pool",
            "malformed (expected: at most 63 characters of [a-z0-9-])",
            s -> s.setPool("p".repeat(64))),
        refusal(
            "POOL_UNKNOWN",
            "start.pool",
            "gold is not a pool of this gateway",
            s -> s.setPool("gold")),
        refusal(
            "MODEL_UNKNOWN",
            "start.model",
            "no endpoint of pool default serves that model",
            s -> s.setModel("whisper")),
        refusal(
            "LANGUAGE_NOT_SERVED",
            "start.languages",
            "9 languages (expected: at most 8)",
            s -> s.addAllLanguages(Collections.nCopies(9, "en"))),
        refusal(
            "LANGUAGE_NOT_SERVED",
            "start.languages",
            "malformed (expected: a BCP 47 tag such as en-GB)",
            s -> s.addLanguages("english")),
        refusal(
            "LANGUAGE_NOT_SERVED",
            "start.languages",
            "malformed (expected: a BCP 47 tag such as en-GB)",
            s -> s.addLanguages("en_GB")),
        refusal(
            "LANGUAGE_NOT_SERVED",
            "start.languages",
            "no endpoint of pool default knows all of [en, de]",
            s -> s.addLanguages("en").addLanguages("de")),
        refusal(
            "OUT_OF_RANGE",
            "start.endpointing.silence_duration",
            "199 ms (expected: 200..5000 ms)",
            s -> s.getEndpointingBuilder().setSilenceDuration(Durations.fromMillis(199))),
        refusal(
            "OUT_OF_RANGE",
            "start.endpointing.silence_duration",
            "0 ms (expected: 200..5000 ms)",
            s -> s.getEndpointingBuilder().setSilenceDuration(Duration.getDefaultInstance())),
        refusal(
            "OUT_OF_RANGE",
            "start.endpointing.silence_duration",
            "5001 ms (expected: 200..5000 ms)",
            s -> s.getEndpointingBuilder().setSilenceDuration(Durations.fromMillis(5_001))),
        refusal(
            "OUT_OF_RANGE",
            "start.endpointing.max_segment",
            "4999 ms (expected: 5000..60000 ms)",
            s -> s.getEndpointingBuilder().setMaxSegment(Durations.fromMillis(4_999))),
        refusal(
            "OUT_OF_RANGE",
            "start.endpointing.max_segment",
            "60001 ms (expected: 5000..60000 ms)",
            s -> s.getEndpointingBuilder().setMaxSegment(Durations.fromMillis(60_001))),
        refusal(
            "OUT_OF_RANGE",
            "start.endpointing.max_segment",
            "malformed (expected: 5000..60000 ms)",
            s ->
                s.getEndpointingBuilder()
                    .setMaxSegment(Duration.newBuilder().setSeconds(10).setNanos(-1))),
        refusal(
            "ENDPOINTING_CONFLICT",
            "start.endpointing.preset",
            "set beside a duration (expected: one or the other)",
            s ->
                s.getEndpointingBuilder()
                    .setPreset(EndpointingPreset.ENDPOINTING_PRESET_CAPTIONS)
                    .setSilenceDuration(Durations.fromMillis(640))),
        refusal(
            "ENDPOINTING_CONFLICT",
            "start.endpointing.preset",
            "set beside a duration (expected: one or the other)",
            s ->
                s.getEndpointingBuilder()
                    .setPreset(EndpointingPreset.ENDPOINTING_PRESET_DICTATION)
                    .setMaxSegment(Durations.fromMillis(30_000))),
        refusal(
            "FIELD_NOT_SERVED",
            "start.endpointing.preset",
            "9 is not served",
            s -> s.getEndpointingBuilder().setPresetValue(9)),
        refusal(
            "FIELD_NOT_SERVED",
            "start.partial_results",
            "9 is not served",
            s -> s.setPartialResultsValue(9)),
        refusal(
            "RESUME_TOKEN_INVALID",
            "start.resume.token",
            "not a token of this service (expected: unchanged, as received)",
            s -> s.setResume(Resume.getDefaultInstance())),
        refusal(
            "OUT_OF_RANGE",
            "start.resume.audio_offset",
            "negative or too far (expected: 0 s..366 days)",
            s ->
                s.setResume(
                    Resume.newBuilder()
                        .setToken(resumption().seal(ResumeToken.first("s-0"), "default"))
                        .setAudioOffset(Durations.fromMillis(-1)))),
        refusal(
            "OUT_OF_RANGE",
            "start.max_wait",
            "300000 ms (expected: 0..300 s)",
            s -> s.setMaxWait(Durations.add(Durations.fromMinutes(5), Durations.fromNanos(1)))),
        refusal(
            "OUT_OF_RANGE",
            "start.max_wait",
            "-1000 ms (expected: 0..300 s)",
            s -> s.setMaxWait(Durations.fromSeconds(-1))),
        refusal(
            "OUT_OF_RANGE",
            "start.max_wait",
            "malformed (expected: 0..300 s)",
            s -> s.setMaxWait(Duration.newBuilder().setSeconds(1).setNanos(-1))),
        refusal(
            "FIELD_NOT_SERVED", "start.priority", "9 is not served", s -> s.setPriorityValue(9)),
        refusal(
            "LABELS_TOO_LARGE",
            "start.labels",
            "17 labels (expected: at most 16)",
            s -> labels(s, 17)),
        refusal(
            "LABELS_TOO_LARGE",
            "start.labels",
            "a key is malformed (expected: 1 to 63 characters of [a-zA-Z0-9_.-])",
            s -> s.putLabels("", "v")),
        refusal(
            "LABELS_TOO_LARGE",
            "start.labels",
            "a key is malformed (expected: 1 to 63 characters of [a-zA-Z0-9_.-])",
            s -> s.putLabels("k".repeat(64), "v")),
        refusal(
            "LABELS_TOO_LARGE",
            "start.labels",
            "key: 257 bytes (expected: at most 256)",
            s -> s.putLabels("key", "v".repeat(257))),
        refusal(
            "LABELS_TOO_LARGE",
            "start.labels",
            "key: 258 bytes (expected: at most 256)",
            s -> s.putLabels("key", "é".repeat(129))),
        refusal(
            "FIELD_NOT_SERVED",
            "start",
            "field number 99 is not known to this server",
            s -> s.setUnknownFields(unknown())),
        refusal(
            "FIELD_NOT_SERVED",
            "start.audio_format",
            "field number 99 is not known to this server",
            s -> s.getAudioFormatBuilder().setUnknownFields(unknown())),
        refusal(
            "FIELD_NOT_SERVED",
            "start.endpointing",
            "field number 99 is not known to this server",
            s -> s.getEndpointingBuilder().setUnknownFields(unknown())));
  }

  private static Arguments refusal(
      String reason, String field, String description, Consumer<Start.Builder> change) {
    return Arguments.of(reason, field, description, change);
  }

  private static void labels(Start.Builder start, int count) {
    for (int i = 0; i < count; i++) {
      start.putLabels("k" + i, "");
    }
  }

  private static UnknownFieldSet unknown() {
    return UnknownFieldSet.newBuilder()
        .addField(
            99,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8("new"))
                .build())
        .build();
  }

  private SessionPlan read(Consumer<Start.Builder> change) throws Invalid {
    Start.Builder start =
        Start.newBuilder()
            .setAudioFormat(
                AudioFormat.newBuilder()
                    .setEncoding(Encoding.ENCODING_PCM16)
                    .setSampleRateHz(16_000));
    change.accept(start);
    return reader.read(start.build(), Caller.ANONYMOUS, "s-1");
  }
}
