package dev.stenogate.observability;

import dev.stenogate.session.Ending;
import dev.stenogate.session.SessionObserver;
import dev.stenogate.session.SessionPlan;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * One wide line for each session when it ends, and one for each link that failed. Never audio, text
 * or secrets.
 */
public final class SessionLog implements SessionObserver {
  private static final Logger LOG = Logger.getLogger("stenogate.session");
  private static final Pattern FORGERY = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\"]");

  /** A call ended before it was a session. */
  public void refused(Ending ending) {
    LOG.infof(
        "call refused outcome=%s reason=\"%s\"",
        ending.outcome().label(), oneLine(ending.detail()));
  }

  @Override
  public void begun(SessionPlan plan) {}

  @Override
  public void started(SessionPlan plan, String endpoint, long nanos) {}

  @Override
  public void linkFailed(String endpoint, String label, String detail) {
    LOG.warnf("link failed endpoint=%s reason=%s detail=\"%s\"", endpoint, label, oneLine(detail));
  }

  @Override
  public void lag(String endpoint, long nanos) {}

  @Override
  public void finalised(String endpoint, long nanos) {}

  @Override
  public void ended(Report report) {
    LOG.infof(
        "session ended id=%s outcome=%s pool=%s endpoint=%s links=%d duration_ms=%d audio_s=%.1f buffer_most_bytes=%d segments=%d detail=\"%s\"",
        report.plan().sessionId(),
        report.ending().outcome().label(),
        report.plan().requirements().pool(),
        report.endpoint(),
        report.links(),
        TimeUnit.NANOSECONDS.toMillis(report.durationNanos()),
        report.audioReceivedSeconds(),
        report.bufferedBytesMost(),
        report.usage().segments(),
        oneLine(report.ending().detail()));
  }

  /**
   * What others sent must not be able to forge a line of the log, a field of it, or an order to a
   * terminal: Cc has the C1 controls too, Zl and Zp the line breaks of Unicode.
   */
  private static String oneLine(String detail) {
    return FORGERY.matcher(detail).replaceAll(" ");
  }
}
