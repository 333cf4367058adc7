package dev.stenogate.e2e;

import static dev.stenogate.e2e.Requests.fieldNumber;
import static dev.stenogate.e2e.Requests.millis;
import static dev.stenogate.e2e.Requests.pcm16;
import static dev.stenogate.e2e.Requests.start;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import dev.stenogate.v1.AudioFormat;
import dev.stenogate.v1.Encoding;
import dev.stenogate.v1.Endpointing;
import dev.stenogate.v1.EndpointingPreset;
import dev.stenogate.v1.Flush;
import dev.stenogate.v1.Heartbeat;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a caller can say that the API does not allow, and what it must be told.
 *
 * @param what the mistake, for the name of the test
 * @param requests what is sent, in order
 * @param reason of the answer
 * @param field that the answer names
 * @param seen what the answer says was seen
 * @param expected what the answer says was expected; empty where nothing else would do
 */
record Mistake(
    String what,
    List<TranscribeRequest> requests,
    String reason,
    String field,
    String seen,
    String expected) {
  private static final int AUDIO_BYTES_MAX = 256 * 1024;

  @Override
  public String toString() {
    return what;
  }

  static Stream<Mistake> all() {
    return Stream.of(order(), audio(), format(), places(), endpointing(), notServed(), labels())
        .flatMap(List::stream);
  }

  private static List<Mistake> order() {
    TranscribeRequest heartbeat =
        TranscribeRequest.newBuilder().setHeartbeat(Heartbeat.getDefaultInstance()).build();
    TranscribeRequest nothing = TranscribeRequest.getDefaultInstance();
    return List.of(
        new Mistake(
            "audio before the start",
            List.of(audio(320)),
            "START_EXPECTED",
            "start",
            "audio came first",
            "start"),
        new Mistake(
            "a flush before the start",
            List.of(flush("a")),
            "START_EXPECTED",
            "start",
            "flush came first",
            "start"),
        new Mistake(
            "a heartbeat before the start",
            List.of(heartbeat),
            "START_EXPECTED",
            "start",
            "heartbeat came first",
            "start"),
        new Mistake(
            "a second start",
            List.of(Requests.of(start().build()), Requests.of(start().build())),
            "START_REPEATED",
            "start",
            "sent again",
            "once, first"),
        new Mistake(
            "nothing before the start",
            List.of(nothing),
            "REQUEST_EMPTY",
            "request",
            "nothing is set",
            "start, audio, flush or heartbeat"),
        afterStart(
            "nothing after the start",
            nothing,
            "REQUEST_EMPTY",
            "request",
            "nothing is set",
            "start, audio, flush or heartbeat"),
        new Mistake(
            "an unknown field in a request",
            List.of(TranscribeRequest.newBuilder().setUnknownFields(fieldNumber(99)).build()),
            "FIELD_NOT_SERVED",
            "request",
            "99",
            ""),
        afterStart(
            "an unknown field in a heartbeat",
            TranscribeRequest.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setUnknownFields(fieldNumber(99)))
                .build(),
            "FIELD_NOT_SERVED",
            "heartbeat",
            "99",
            ""),
        afterStart(
            "an unknown field in a flush",
            TranscribeRequest.newBuilder()
                .setFlush(Flush.newBuilder().setUnknownFields(fieldNumber(99)))
                .build(),
            "FIELD_NOT_SERVED",
            "flush",
            "99",
            ""),
        afterStart(
            "a flush id of 65 bytes",
            flush("x".repeat(65)),
            "FLUSH_ID_TOO_LONG",
            "flush.id",
            "65 bytes",
            "at most 64"),
        afterStart(
            "a flush id of 33 characters that take 66 bytes",
            flush("ü".repeat(33)),
            "FLUSH_ID_TOO_LONG",
            "flush.id",
            "66 bytes",
            "at most 64"));
  }

  private static List<Mistake> audio() {
    return List.of(
        afterStart(
            "an odd number of bytes",
            audio(321),
            "AUDIO_MISALIGNED",
            "audio",
            "321 bytes",
            "a multiple of 2"),
        afterStart(
            "empty audio", audio(0), "AUDIO_EMPTY", "audio", "0 bytes", "at least one sample"),
        afterStart(
            "audio of 256 KiB and one sample",
            audio(AUDIO_BYTES_MAX + 2),
            "MESSAGE_TOO_LARGE",
            "audio",
            "262146 bytes",
            "at most 262144"));
  }

  private static List<Mistake> format() {
    return List.of(
        badStart(
            "no audio format",
            Start.getDefaultInstance(),
            "AUDIO_FORMAT_MISSING",
            "audio_format",
            "not set",
            "encoding and sample rate"),
        badFormat("an unknown encoding", pcm16().setEncodingValue(99), "encoding", "99"),
        badFormat(
            "no encoding",
            pcm16().setEncoding(Encoding.ENCODING_UNSPECIFIED),
            "encoding",
            "ENCODING_UNSPECIFIED"),
        badFormat(
            "an encoding that is not served",
            pcm16().setEncoding(Encoding.ENCODING_PCM24),
            "encoding",
            "ENCODING_PCM24"),
        badFormat("0 Hz", pcm16().setSampleRateHz(0), "sample_rate_hz", "0"),
        badFormat("44100 Hz", pcm16().setSampleRateHz(44_100), "sample_rate_hz", "44100"),
        badFormat("-1 Hz", pcm16().setSampleRateHz(-1), "sample_rate_hz", "-1"),
        badFormat("2 channels", pcm16().setChannels(2), "channels", "2"),
        badFormat("-1 channels", pcm16().setChannels(-1), "channels", "-1"),
        badStart(
            "an unknown field in the audio format",
            start(pcm16().setUnknownFields(fieldNumber(99))),
            "FIELD_NOT_SERVED",
            "audio_format",
            "99",
            ""));
  }

  private static List<Mistake> places() {
    String tag = "a BCP 47 tag";
    return List.of(
        badStart(
            "an unknown pool",
            start().setPool("nowhere").build(),
            "POOL_UNKNOWN",
            "pool",
            "nowhere",
            ""),
        badStart(
            "a malformed pool",
            start().setPool("No Pool!").build(),
            "POOL_UNKNOWN",
            "pool",
            "malformed",
            "at most 63 characters of [a-z0-9-]"),
        badStart(
            "an unknown model",
            start().setModel("some/other-model").build(),
            "MODEL_UNKNOWN",
            "model",
            "pool default",
            ""),
        badStart(
            "a malformed language",
            start().addLanguages("english!").build(),
            "LANGUAGE_NOT_SERVED",
            "languages",
            "malformed",
            tag),
        badStart(
            "an empty language",
            start().addLanguages("").build(),
            "LANGUAGE_NOT_SERVED",
            "languages",
            "malformed",
            tag),
        badStart(
            "a language that no endpoint knows",
            start().addLanguages("en").addLanguages("cy").build(),
            "LANGUAGE_NOT_SERVED",
            "languages",
            "cy",
            ""),
        badStart(
            "nine languages",
            start().addAllLanguages(Collections.nCopies(9, "en")).build(),
            "LANGUAGE_NOT_SERVED",
            "languages",
            "9 languages",
            "at most 8"));
  }

  private static List<Mistake> endpointing() {
    return List.of(
        badCut("a pause of 199 ms", silence(199), "silence_duration", "199 ms", "200..5000 ms"),
        badCut("a pause of 5001 ms", silence(5_001), "silence_duration", "5001 ms", "200..5000 ms"),
        badCut("a pause of -1 s", silence(-1_000), "silence_duration", "-1000 ms", "200..5000 ms"),
        badCut(
            "a pause that is no duration",
            Endpointing.newBuilder()
                .setSilenceDuration(Duration.newBuilder().setSeconds(1).setNanos(-5)),
            "silence_duration",
            "malformed",
            "malformed"),
        badCut(
            "segments of 4.999 s",
            Endpointing.newBuilder().setMaxSegment(millis(4_999)),
            "max_segment",
            "4999 ms",
            "5000..60000 ms"),
        badCut(
            "segments of 60.001 s",
            Endpointing.newBuilder().setMaxSegment(millis(60_001)),
            "max_segment",
            "60001 ms",
            "5000..60000 ms"),
        badStart(
            "a preset beside a duration",
            start(silence(500).setPreset(EndpointingPreset.ENDPOINTING_PRESET_DICTATION)),
            "ENDPOINTING_CONFLICT",
            "endpointing.preset",
            "set beside a duration",
            "one or the other"),
        badStart(
            "an unknown preset",
            start(Endpointing.newBuilder().setPresetValue(77)),
            "FIELD_NOT_SERVED",
            "endpointing.preset",
            "77",
            ""),
        badStart(
            "an unknown field in the endpointing",
            start(Endpointing.newBuilder().setUnknownFields(fieldNumber(99))),
            "FIELD_NOT_SERVED",
            "endpointing",
            "99",
            ""));
  }

  private static List<Mistake> notServed() {
    return List.of(
        refused(
            "an unknown policy of partials",
            start().setPartialResultsValue(55),
            "partial_results",
            "55",
            ""),
        refused("an unknown priority", start().setPriorityValue(44), "priority", "44", ""),
        badStart(
            "too long a wait",
            start().setMaxWait(millis(300_001)).build(),
            "OUT_OF_RANGE",
            "max_wait",
            "300001 ms",
            "0..300 s"),
        badStart(
            "a negative wait",
            start().setMaxWait(millis(-1)).build(),
            "OUT_OF_RANGE",
            "max_wait",
            "-1 ms",
            "0..300 s"),
        badStart(
            "an unknown field in the start",
            start().setUnknownFields(fieldNumber(99)).build(),
            "FIELD_NOT_SERVED",
            "",
            "99",
            ""));
  }

  private static List<Mistake> labels() {
    Start.Builder many = start();
    for (int i = 0; i < 17; i++) {
      many.putLabels("key-" + i, "value");
    }
    String key = "1 to 63 characters of [a-zA-Z0-9_.-]";
    return List.of(
        badLabels("17 labels", many, "17 labels", "at most 16"),
        badLabels("an empty label key", start().putLabels("", "value"), "malformed", key),
        badLabels(
            "a label key of 64 characters",
            start().putLabels("k".repeat(64), "value"),
            "malformed",
            key),
        badLabels("a label key with a blank", start().putLabels("a b", ""), "malformed", key),
        badLabels(
            "a label value of 257 bytes",
            start().putLabels("desk", "v".repeat(257)),
            "desk: 257 bytes",
            "at most 256"));
  }

  private static Endpointing.Builder silence(long millis) {
    return Endpointing.newBuilder().setSilenceDuration(millis(millis));
  }

  private static TranscribeRequest audio(int bytes) {
    return TranscribeRequest.newBuilder().setAudio(ByteString.copyFrom(new byte[bytes])).build();
  }

  private static TranscribeRequest flush(String id) {
    return TranscribeRequest.newBuilder().setFlush(Flush.newBuilder().setId(id)).build();
  }

  private static Mistake afterStart(
      String what,
      TranscribeRequest request,
      String reason,
      String field,
      String seen,
      String expected) {
    return new Mistake(
        what, Arrays.asList(Requests.of(start().build()), request), reason, field, seen, expected);
  }

  private static Mistake badStart(
      String what, Start start, String reason, String field, String seen, String expected) {
    String path = field.isEmpty() ? "start" : "start." + field;
    return new Mistake(what, List.of(Requests.of(start)), reason, path, seen, expected);
  }

  private static Mistake badFormat(
      String what, AudioFormat.Builder format, String field, String seen) {
    String expected =
        switch (field) {
          case "encoding" -> "ENCODING_PCM16";
          case "sample_rate_hz" -> "16000";
          default -> "1";
        };
    return badStart(
        what, start(format), "AUDIO_FORMAT_NOT_SERVED", "audio_format." + field, seen, expected);
  }

  private static Mistake badCut(
      String what, Endpointing.Builder endpointing, String field, String seen, String expected) {
    return badStart(
        what, start(endpointing), "OUT_OF_RANGE", "endpointing." + field, seen, expected);
  }

  private static Mistake badLabels(String what, Start.Builder start, String seen, String expected) {
    return badStart(what, start.build(), "LABELS_TOO_LARGE", "labels", seen, expected);
  }

  private static Mistake refused(
      String what, Start.Builder start, String field, String seen, String expected) {
    return badStart(what, start.build(), "FIELD_NOT_SERVED", field, seen, expected);
  }
}
