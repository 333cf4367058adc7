package dev.stenogate.rpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import dev.stenogate.admission.Claim;
import dev.stenogate.audio.Pcm;
import dev.stenogate.redaction.Redaction;
import dev.stenogate.routing.Requirements;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Endpointing;
import dev.stenogate.session.Partials;
import dev.stenogate.session.SessionPlan;
import dev.stenogate.tenant.Access;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Priority;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.v1.AudioFormat;
import dev.stenogate.v1.Encoding;
import dev.stenogate.v1.PartialResults;
import dev.stenogate.v1.Start;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads a start: fills in defaults, and refuses by name what is wrong or not served. */
final class StartReader {
  private static final int LANGUAGES_MAX = 8;
  private static final int LABELS_MAX = 16;
  private static final int LABEL_VALUE_BYTES_MAX = 256;
  private static final Pattern LABEL_KEY = Pattern.compile("[a-zA-Z0-9_.-]{1,63}");
  private static final Pattern POOL = Pattern.compile("[a-z0-9-]{0,63}");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}");

  private static final long SILENCE_DEFAULT_MILLIS = 640;
  private static final long SILENCE_CONVERSATION_MILLIS = 320;
  private static final long SILENCE_DICTATION_MILLIS = 1_200;
  private static final long SILENCE_MIN_MILLIS = 200;
  private static final long SILENCE_MAX_MILLIS = 5_000;
  private static final long SEGMENT_DEFAULT_MILLIS = 30_000;
  private static final long SEGMENT_CAPTIONS_MILLIS = 15_000;
  private static final long SEGMENT_MIN_MILLIS = 5_000;
  private static final long SEGMENT_MAX_MILLIS = 60_000;
  private static final Duration WAIT_MAX = Durations.fromMinutes(5);

  /** Endpointing of a call that asks for none. */
  static final Endpointing DEFAULT_ENDPOINTING =
      new Endpointing(
          Pcm.samplesOfMillis(SILENCE_DEFAULT_MILLIS),
          Pcm.samplesOfMillis(SEGMENT_DEFAULT_MILLIS),
          true);

  private final String defaultPool;
  private final Predicate<Requirements> served;
  private final Resumption resumption;

  /**
   * @param served whether any endpoint, in whatever state, is of that kind
   */
  StartReader(String defaultPool, Predicate<Requirements> served, Resumption resumption) {
    this.resumption = resumption;
    this.defaultPool = defaultPool;
    this.served = served;
  }

  /** Reads it, with what its caller may ask for. */
  SessionPlan read(Start start, Caller caller, String callId) throws Invalid {
    refuseUnknown(start, "start");
    format(start);
    Resumption.Resumed resumed =
        start.hasResume()
            ? resumption.read(start.getResume(), caller.tenant().name())
            : Resumption.Resumed.fresh(callId);
    return new SessionPlan(
        resumed.sessionId(),
        callId,
        caller,
        requirements(start, caller.tenant()),
        claim(start, caller.tenant()),
        resumed.origin(),
        endpointing(start),
        partials(start),
        start.getWordOffsets(),
        start.getSpeechEvents(),
        redaction(caller.tenant().access().redaction(), start),
        labels(start.getLabelsMap()));
  }

  private static void format(Start start) throws Invalid {
    if (!start.hasAudioFormat()) {
      throw new Invalid(
          "AUDIO_FORMAT_MISSING",
          "start.audio_format",
          "not set (expected: encoding and sample rate)");
    }
    AudioFormat format = start.getAudioFormat();
    refuseUnknown(format, "start.audio_format");
    if (format.getEncoding() != Encoding.ENCODING_PCM16) {
      throw notServedFormat(
          "encoding", name(format.getEncoding(), format.getEncodingValue()), "ENCODING_PCM16");
    }
    if (format.getSampleRateHz() != Pcm.SAMPLE_RATE_HZ) {
      throw notServedFormat("sample_rate_hz", format.getSampleRateHz(), Pcm.SAMPLE_RATE_HZ);
    }
    if (format.getChannels() != 0 && format.getChannels() != 1) {
      throw notServedFormat("channels", format.getChannels(), 1);
    }
  }

  private static Invalid notServedFormat(String field, Object seen, Object expected) {
    return new Invalid(
        "AUDIO_FORMAT_NOT_SERVED",
        "start.audio_format." + field,
        "%s (expected: %s)".formatted(seen, expected));
  }

  private static Claim claim(Start start, Tenant tenant) throws Invalid {
    return new Claim(tenant, priority(start, tenant), maxWaitNanos(start.getMaxWait()));
  }

  private static Priority priority(Start start, Tenant tenant) throws Invalid {
    Priority most = tenant.access().priorityMax();
    Priority asked =
        switch (start.getPriority()) {
          case PRIORITY_UNSPECIFIED ->
              tenant.access().allows(Priority.STANDARD) ? Priority.STANDARD : most;
          case PRIORITY_STANDARD -> Priority.STANDARD;
          case PRIORITY_CRITICAL -> Priority.CRITICAL;
          case PRIORITY_BATCH -> Priority.BATCH;
          case UNRECOGNIZED ->
              throw notServed("start.priority", start.getPriorityValue() + " is not served");
        };
    if (!tenant.access().allows(asked)) {
      throw new Invalid(
          Ending.forbidden(
              "PRIORITY_NOT_ALLOWED",
              "start.priority",
              "%s is not open to tenant %s (expected: at most %s)"
                  .formatted(asked, tenant.name(), most)));
    }
    return asked;
  }

  private static long maxWaitNanos(Duration asked) throws Invalid {
    boolean valid = Durations.isValid(asked);
    if (!valid || Durations.isNegative(asked) || Durations.compare(asked, WAIT_MAX) > 0) {
      throw new Invalid(
          "OUT_OF_RANGE",
          "start.max_wait",
          "%s (expected: 0..%d s)"
              .formatted(
                  valid ? Durations.toMillis(asked) + " ms" : "malformed", WAIT_MAX.getSeconds()));
    }
    return Durations.toNanos(asked);
  }

  private static Partials partials(Start start) throws Invalid {
    PartialResults policy = start.getPartialResults();
    return switch (policy) {
      case PARTIAL_RESULTS_UNSPECIFIED, PARTIAL_RESULTS_REVISED -> Partials.REVISED;
      case PARTIAL_RESULTS_APPEND_ONLY -> Partials.APPEND_ONLY;
      case PARTIAL_RESULTS_NONE -> Partials.NONE;
      case UNRECOGNIZED ->
          throw notServed(
              "start.partial_results", start.getPartialResultsValue() + " is not served");
    };
  }

  /** The tenant's rules, and those that the call adds: a call takes none away. */
  private static Redaction redaction(Redaction ofTenant, Start start) throws Invalid {
    return ofTenant.and(RedactionRules.read(start.getRedactionValueList()));
  }

  private Requirements requirements(Start start, Tenant tenant) throws Invalid {
    if (!POOL.matcher(start.getPool()).matches()) {
      throw new Invalid(
          "POOL_UNKNOWN", "start.pool", "malformed (expected: at most 63 characters of [a-z0-9-])");
    }
    if (start.getLanguagesCount() > LANGUAGES_MAX) {
      throw new Invalid(
          "LANGUAGE_NOT_SERVED",
          "start.languages",
          "%d languages (expected: at most %d)"
              .formatted(start.getLanguagesCount(), LANGUAGES_MAX));
    }
    for (String language : start.getLanguagesList()) {
      if (!LANGUAGE.matcher(language).matches()) {
        throw new Invalid(
            "LANGUAGE_NOT_SERVED",
            "start.languages",
            "malformed (expected: a BCP 47 tag such as en-GB)");
      }
    }
    String pool = pool(start, tenant.access());
    if (!tenant.access().allows(pool)) {
      throw new Invalid(
          Ending.forbidden(
              "POOL_NOT_ALLOWED",
              "start.pool",
              "%s is not open to tenant %s (expected: one of %s)"
                  .formatted(pool, tenant.name(), tenant.access().pools())));
    }
    Requirements whole = new Requirements(pool, start.getModel(), start.getLanguagesList());
    if (!served.test(new Requirements(pool, "", List.of()))) {
      throw new Invalid(
          "POOL_UNKNOWN", "start.pool", "%s is not a pool of this gateway".formatted(pool));
    }
    if (!served.test(new Requirements(pool, start.getModel(), List.of()))) {
      throw new Invalid(
          "MODEL_UNKNOWN",
          "start.model",
          "no endpoint of pool %s serves that model".formatted(pool));
    }
    if (!served.test(whole)) {
      throw new Invalid(
          "LANGUAGE_NOT_SERVED",
          "start.languages",
          "no endpoint of pool %s knows all of %s".formatted(pool, start.getLanguagesList()));
    }
    return whole;
  }

  private String pool(Start start, Access access) {
    if (!start.getPool().isEmpty()) {
      return start.getPool();
    }
    return access.pools().isEmpty() ? defaultPool : access.pools().getFirst();
  }

  private static Endpointing endpointing(Start start) throws Invalid {
    dev.stenogate.v1.Endpointing asked = start.getEndpointing();
    refuseUnknown(asked, "start.endpointing");
    long silence = SILENCE_DEFAULT_MILLIS;
    long longest = SEGMENT_DEFAULT_MILLIS;
    switch (asked.getPreset()) {
      case ENDPOINTING_PRESET_UNSPECIFIED -> {
        if (asked.hasSilenceDuration()) {
          silence =
              millis(
                  "start.endpointing.silence_duration",
                  asked.getSilenceDuration(),
                  SILENCE_MIN_MILLIS,
                  SILENCE_MAX_MILLIS);
        }
        if (asked.hasMaxSegment()) {
          longest =
              millis(
                  "start.endpointing.max_segment",
                  asked.getMaxSegment(),
                  SEGMENT_MIN_MILLIS,
                  SEGMENT_MAX_MILLIS);
        }
      }
      case ENDPOINTING_PRESET_CONVERSATION -> silence = SILENCE_CONVERSATION_MILLIS;
      case ENDPOINTING_PRESET_CAPTIONS -> longest = SEGMENT_CAPTIONS_MILLIS;
      case ENDPOINTING_PRESET_DICTATION -> silence = SILENCE_DICTATION_MILLIS;
      case UNRECOGNIZED ->
          throw notServed("start.endpointing.preset", asked.getPresetValue() + " is not served");
    }
    boolean preset = asked.getPresetValue() != 0;
    if (preset && (asked.hasSilenceDuration() || asked.hasMaxSegment())) {
      throw new Invalid(
          "ENDPOINTING_CONFLICT",
          "start.endpointing.preset",
          "set beside a duration (expected: one or the other)");
    }
    return new Endpointing(
        Pcm.samplesOfMillis(silence),
        Pcm.samplesOfMillis(longest),
        !asked.getVoiceActivityDisabled());
  }

  private static long millis(String field, Duration asked, long min, long max) throws Invalid {
    boolean valid = Durations.isValid(asked);
    long millis = valid ? Durations.toMillis(asked) : 0;
    if (millis < min || millis > max) {
      throw new Invalid(
          "OUT_OF_RANGE",
          field,
          "%s (expected: %d..%d ms)".formatted(valid ? millis + " ms" : "malformed", min, max));
    }
    return millis;
  }

  private static Map<String, String> labels(Map<String, String> labels) throws Invalid {
    if (labels.size() > LABELS_MAX) {
      throw tooLarge("%d labels (expected: at most %d)".formatted(labels.size(), LABELS_MAX));
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (!LABEL_KEY.matcher(label.getKey()).matches()) {
        throw tooLarge("a key is malformed (expected: 1 to 63 characters of [a-zA-Z0-9_.-])");
      }
      int bytes = label.getValue().getBytes(StandardCharsets.UTF_8).length;
      if (bytes > LABEL_VALUE_BYTES_MAX) {
        throw tooLarge(
            "%s: %d bytes (expected: at most %d)"
                .formatted(label.getKey(), bytes, LABEL_VALUE_BYTES_MAX));
      }
    }
    return labels;
  }

  private static Invalid tooLarge(String description) {
    return new Invalid("LABELS_TOO_LARGE", "start.labels", description);
  }

  private static Invalid notServed(String field, String description) {
    return new Invalid("FIELD_NOT_SERVED", field, description);
  }

  private static String name(Enum<?> value, int number) {
    return value.name().equals("UNRECOGNIZED") ? Integer.toString(number) : value.name();
  }

  /** A field that a newer API has is not ignored: the caller would not get what it asks for. */
  static void refuseUnknown(Message message, String path) throws Invalid {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      int number = message.getUnknownFields().asMap().keySet().iterator().next();
      throw notServed(path, "field number %d is not known to this server".formatted(number));
    }
  }
}
