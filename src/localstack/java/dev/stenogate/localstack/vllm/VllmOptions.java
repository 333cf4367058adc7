package dev.stenogate.localstack.vllm;

import dev.stenogate.localstack.recogniser.Recogniser;
import java.time.Duration;
import java.util.Objects;

/**
 * What a server is like. Begin with {@link #of} and change what matters.
 *
 * @param recogniser turns audio into words
 * @param port to listen on, 0 for a free one
 * @param model the served model's name
 * @param compatibility which vLLM it behaves like
 * @param engine how fast it is
 * @param transcriptionDelay from a word's end to its text, server-wide; whole tokens of 80 ms
 * @param contextTokensMax {@code max_model_len}: an utterance that outgrows it kills the engine for
 *     every session
 * @param pingInterval between WebSocket pings; a ping that is not answered within one interval ends
 *     the connection
 * @param deathNotice between the death of the engine and the end of the server
 * @param seed of ids, jitter and hiccups
 */
public record VllmOptions(
    Recogniser recogniser,
    int port,
    String model,
    Compatibility compatibility,
    EngineProfile engine,
    Duration transcriptionDelay,
    int contextTokensMax,
    Duration pingInterval,
    Duration deathNotice,
    long seed) {

  /** The model that the recorded exchanges name. */
  public static final String MODEL = "mistralai/Voxtral-Mini-4B-Realtime-2602";

  /** One token: the unit of the transcription delay, in milliseconds. */
  static final int TOKEN_MILLIS = 80;

  /** Refuses what vLLM would not start with. */
  public VllmOptions {
    Objects.requireNonNull(recogniser, "recogniser");
    long delayMillis = transcriptionDelay.toMillis();
    if (delayMillis % TOKEN_MILLIS != 0 || delayMillis < TOKEN_MILLIS || delayMillis > 2_400) {
      throw new IllegalArgumentException(
          "transcriptionDelay: " + delayMillis + " ms (expected: 80..2400 in steps of 80)");
    }
    if (contextTokensMax <= new FrameClock((int) delayMillis / TOKEN_MILLIS).promptTokens()) {
      throw new IllegalArgumentException(
          "contextTokensMax: " + contextTokensMax + " (expected: more than the prompt takes)");
    }
  }

  /** vLLM 0.17 on an instant GPU, a delay of 480 ms, 45,000 tokens of context, any free port. */
  public static VllmOptions of(Recogniser recogniser) {
    return new VllmOptions(
        recogniser,
        0,
        MODEL,
        Compatibility.V0_17,
        EngineProfile.instant(),
        Duration.ofMillis(480),
        45_000,
        Duration.ofSeconds(20),
        Duration.ofSeconds(1),
        1);
  }

  /** The transcription delay in tokens. */
  int delayFrames() {
    return (int) (transcriptionDelay.toMillis() / TOKEN_MILLIS);
  }

  /** With another port. */
  public VllmOptions withPort(int value) {
    return new VllmOptions(
        recogniser,
        value,
        model,
        compatibility,
        engine,
        transcriptionDelay,
        contextTokensMax,
        pingInterval,
        deathNotice,
        seed);
  }

  /** With another model name. */
  public VllmOptions withModel(String value) {
    return new VllmOptions(
        recogniser,
        port,
        value,
        compatibility,
        engine,
        transcriptionDelay,
        contextTokensMax,
        pingInterval,
        deathNotice,
        seed);
  }

  /** Like another vLLM. */
  public VllmOptions withCompatibility(Compatibility value) {
    return new VllmOptions(
        recogniser,
        port,
        model,
        value,
        engine,
        transcriptionDelay,
        contextTokensMax,
        pingInterval,
        deathNotice,
        seed);
  }

  /** On another GPU. */
  public VllmOptions withEngine(EngineProfile value) {
    return new VllmOptions(
        recogniser,
        port,
        model,
        compatibility,
        value,
        transcriptionDelay,
        contextTokensMax,
        pingInterval,
        deathNotice,
        seed);
  }

  /** With another transcription delay. */
  public VllmOptions withTranscriptionDelay(Duration value) {
    return new VllmOptions(
        recogniser,
        port,
        model,
        compatibility,
        engine,
        value,
        contextTokensMax,
        pingInterval,
        deathNotice,
        seed);
  }

  /** With another {@code max_model_len}. */
  public VllmOptions withContextTokensMax(int value) {
    return new VllmOptions(
        recogniser,
        port,
        model,
        compatibility,
        engine,
        transcriptionDelay,
        value,
        pingInterval,
        deathNotice,
        seed);
  }

  /** With pings more or less often. */
  public VllmOptions withPingInterval(Duration value) {
    return new VllmOptions(
        recogniser,
        port,
        model,
        compatibility,
        engine,
        transcriptionDelay,
        contextTokensMax,
        value,
        deathNotice,
        seed);
  }

  /** With another time between the engine's death and the end of the server. */
  public VllmOptions withDeathNotice(Duration value) {
    return new VllmOptions(
        recogniser,
        port,
        model,
        compatibility,
        engine,
        transcriptionDelay,
        contextTokensMax,
        pingInterval,
        value,
        seed);
  }

  /** With other chances. */
  public VllmOptions withSeed(long value) {
    return new VllmOptions(
        recogniser,
        port,
        model,
        compatibility,
        engine,
        transcriptionDelay,
        contextTokensMax,
        pingInterval,
        deathNotice,
        value);
  }
}
