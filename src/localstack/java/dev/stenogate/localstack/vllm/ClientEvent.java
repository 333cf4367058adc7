package dev.stenogate.localstack.vllm;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Set;

/**
 * What a client sends, read as leniently and refused in the same words as by vLLM, which leaves the
 * reading to Pydantic 2.13.
 */
sealed interface ClientEvent {
  /** {@code session.update}: names the model; everything else in it is ignored. */
  record Update(JsonObject event) implements ClientEvent {
    boolean hasModel() {
      return event.containsKey("model");
    }

    Object model() {
      return event.getValue("model");
    }
  }

  /** {@code input_audio_buffer.append}: base64 of PCM16 little-endian, 16 kHz, mono. */
  record Append(JsonObject event) implements ClientEvent {
    private static final String NAME = "InputAudioBufferAppend";

    short[] samples() throws BadEvent {
      Object audio = event.getValue("audio");
      if (audio instanceof String base64) {
        return AudioField.samples(base64);
      }
      throw event.containsKey("audio")
          ? invalid(NAME, "audio", "Input should be a valid string", "string_type", audio)
          : invalid(NAME, "audio", "Field required", "missing", event);
    }
  }

  /** {@code input_audio_buffer.commit}: starts a generation, or ends it if final. */
  record Commit(JsonObject event) implements ClientEvent {
    private static final String NAME = "InputAudioBufferCommit";
    private static final Set<String> TRUE = Set.of("1", "true", "t", "yes", "y", "on");
    private static final Set<String> FALSE = Set.of("0", "false", "f", "no", "n", "off");

    boolean isFinal() throws BadEvent {
      Object value = event.getValue("final", false);
      if (value instanceof Boolean yes) {
        return yes;
      }
      if (!(value instanceof String || value instanceof Number)) {
        throw invalid(NAME, "final", "Input should be a valid boolean", "bool_type", value);
      }
      String word =
          value instanceof Number number && number.doubleValue() == number.intValue()
              ? Integer.toString(number.intValue())
              : value.toString().toLowerCase(Locale.ROOT);
      if (!TRUE.contains(word) && !FALSE.contains(word)) {
        throw invalid(
            NAME,
            "final",
            "Input should be a valid boolean, unable to interpret input",
            "bool_parsing",
            value);
      }
      return TRUE.contains(word);
    }
  }

  /** Reads one text frame. */
  static ClientEvent parse(String text) throws BadEvent {
    Object value;
    try {
      value = Json.decodeValue(text);
    } catch (DecodeException e) {
      throw new BadEvent("Invalid JSON", "invalid_json");
    }
    if (!(value instanceof JsonObject event)) {
      throw new BadEvent(
          "'" + PythonValue.type(value) + "' object has no attribute 'get'",
          BadEvent.PROCESSING_ERROR);
    }
    Object type = event.getValue("type");
    // Only these very strings are shown like them: another type's text is in quotes or brackets.
    return switch (PythonValue.str(type)) {
      case "session.update" -> new Update(event);
      case "input_audio_buffer.append" -> new Append(event);
      case "input_audio_buffer.commit" -> new Commit(event);
      default ->
          throw new BadEvent("Unknown event type: " + PythonValue.str(type), "unknown_event");
    };
  }

  private static BadEvent invalid(
      String model, String field, String message, String kind, Object input) {
    return new BadEvent(
        """
        1 validation error for %s
        %s
          %s [type=%s, input_value=%s, input_type=%s]
            For further information visit https://errors.pydantic.dev/2.13/v/%s"""
            .formatted(
                model,
                field,
                message,
                kind,
                PythonValue.shown(input),
                PythonValue.type(input),
                kind),
        BadEvent.PROCESSING_ERROR);
  }
}
