package dev.stenogate.client;

import java.time.Duration;
import java.util.Optional;

/**
 * A call is over before the transcription is; it goes on with another.
 *
 * @param cause how the call ended; empty: the server asked to go elsewhere
 * @param audioOffset where in the audio the next call begins; what lies behind and was sent is sent
 *     again
 * @param address who is dialled next, perhaps after a wait
 */
public record Reconnect(
    Optional<TranscriptionFailure> cause, Duration audioOffset, ServerAddress address) {}
