package dev.stenogate.rpc;

import com.google.protobuf.util.Durations;
import dev.stenogate.audio.Pcm;
import dev.stenogate.session.Ending;
import dev.stenogate.session.ResumeToken;
import dev.stenogate.session.ResumeTokens;
import dev.stenogate.session.SessionPlan;
import dev.stenogate.v1.Resume;
import java.util.function.LongSupplier;

/**
 * How calls go on after they broke: the API's side of {@link ResumeTokens}.
 *
 * @param epochSeconds the wall clock: tokens are read by other replicas
 */
public record Resumption(ResumeTokens tokens, LongSupplier epochSeconds) {
  /**
   * The longest session that a token is believed to be of, 1 year; beyond it arithmetic would be at
   * risk.
   */
  private static final long OFFSET_SECONDS_MAX = 366L * 24 * 3_600;

  /** Which session, and where it goes on. */
  record Resumed(String sessionId, SessionPlan.Origin origin) {
    static Resumed fresh(String sessionId) {
      return new Resumed(sessionId, SessionPlan.Origin.NEW);
    }
  }

  String seal(ResumeToken token, String tenant) {
    return tokens.write(token, tenant, epochSeconds.getAsLong());
  }

  Resumed read(Resume resume, String tenant) throws Invalid {
    StartReader.refuseUnknown(resume, "start.resume");
    ResumeToken token =
        switch (tokens.read(resume.getToken(), tenant, epochSeconds.getAsLong())) {
          case ResumeTokens.Reading.Valid valid -> valid.token();
          case ResumeTokens.Reading.Invalid _ ->
              throw refused(
                  "RESUME_TOKEN_INVALID",
                  "not a token of this service (expected: unchanged, as received)");
          case ResumeTokens.Reading.Expired _ ->
              throw refused(
                  "RESUME_TOKEN_EXPIRED", "expired (expected: the newest that was received)");
          case ResumeTokens.Reading.Foreign _ ->
              throw refused(
                  "RESUME_TOKEN_FOREIGN", "of another tenant (expected: the tenant's own)");
        };
    return new Resumed(
        token.sessionId(),
        new SessionPlan.Origin(audioSamples(resume), token.finalSamples(), token.nextSegmentId()));
  }

  private static long audioSamples(Resume resume) throws Invalid {
    boolean valid =
        Durations.isValid(resume.getAudioOffset())
            && !Durations.isNegative(resume.getAudioOffset())
            && resume.getAudioOffset().getSeconds() <= OFFSET_SECONDS_MAX;
    if (!valid) {
      throw new Invalid(
          "OUT_OF_RANGE",
          "start.resume.audio_offset",
          "negative or too far (expected: 0 s..366 days)");
    }
    return Pcm.samplesOfNanos(Durations.toNanos(resume.getAudioOffset()));
  }

  private static Invalid refused(String reason, String description) {
    return new Invalid(Ending.resumeRefused(reason, description));
  }
}
