package dev.stenogate.client;

import dev.stenogate.v1.Start;
import java.time.Duration;
import java.util.Optional;

/**
 * What is asked of one transcription.
 *
 * @param start how to transcribe; {@code audio_format} is filled in from the source
 * @param pace how fast to send
 * @param deadline how long the call may take from its first message to its last; empty: for ever
 */
public record TranscriptionOptions(Start start, Pace pace, Optional<Duration> deadline) {}
