package dev.stenogate.client;

import dev.stenogate.v1.Start;
import java.time.Duration;
import java.util.Optional;

/**
 * What is asked of one transcription.
 *
 * @param start how to transcribe; {@code audio_format} is filled in from the source, {@code resume}
 *     after a broken call
 * @param pace how fast to take audio from the source
 * @param deadline how long the whole may take, over all calls; empty: for ever
 * @param reconnect how hard to try when calls break
 */
public record TranscriptionOptions(
    Start start, Pace pace, Optional<Duration> deadline, ReconnectLimits reconnect) {

  public TranscriptionOptions {
    if (start.hasResume()) {
      throw new IllegalArgumentException(
          "start.resume: set (expected: none, a transcription resumes by itself)");
    }
  }

  /** With the default limits. */
  public TranscriptionOptions(Start start, Pace pace, Optional<Duration> deadline) {
    this(start, pace, deadline, ReconnectLimits.DEFAULT);
  }
}
