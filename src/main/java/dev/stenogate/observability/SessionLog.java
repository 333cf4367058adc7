package dev.stenogate.observability;

import dev.stenogate.routing.Decision;
import dev.stenogate.session.Ending;
import dev.stenogate.session.SessionObserver;
import dev.stenogate.session.SessionPlan;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * One wide line for each session when it ends, and one for each link that failed. Never audio, text
 * or secrets.
 */
public final class SessionLog implements SessionObserver {
  /** As much of a stack as finds the place. */
  private static final int DEFECT_FRAMES = 8;

  /** A line does not grow with the fleet. */
  private static final int CANDIDATES_MAX = 16;

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
  public void routed(SessionPlan plan, String endpoint, Decision decision) {
    if (LOG.isDebugEnabled()) {
      LOG.debugf(
          "link routed id=%s endpoint=%s route=\"%s\"",
          plan.sessionId(), endpoint, route(decision));
    }
  }

  @Override
  public void started(SessionPlan plan, String endpoint, long nanos) {}

  @Override
  public void linkFailed(SessionPlan plan, String endpoint, String label, String detail) {
    LOG.warnf(
        "link failed id=%s endpoint=%s reason=%s detail=\"%s\"",
        plan.sessionId(), endpoint, label, oneLine(detail));
  }

  @Override
  public void recovered(SessionPlan plan, String endpoint, long nanos) {
    LOG.infof(
        "link replaced id=%s endpoint=%s after_ms=%d",
        plan.sessionId(), endpoint, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  @Override
  public void linkRolled(SessionPlan plan, String from, String to) {
    LOG.debugf("link rolled id=%s from=%s to=%s", plan.sessionId(), from, to);
  }

  @Override
  public void gap(SessionPlan plan, String endpoint, long nanos) {
    LOG.warnf(
        "audio gap id=%s endpoint=%s length_ms=%d",
        plan.sessionId(), endpoint, TimeUnit.NANOSECONDS.toMillis(nanos));
  }

  /** With the places in our code, without the message: it may quote what it was about. */
  @Override
  public void defect(SessionPlan plan, RuntimeException defect) {
    String places =
        Arrays.stream(defect.getStackTrace())
            .limit(DEFECT_FRAMES)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(" < "));
    LOG.errorf(
        "defect id=%s type=%s at=\"%s\"", plan.sessionId(), defect.getClass().getName(), places);
  }

  @Override
  public void lag(String endpoint, long nanos) {}

  @Override
  public void finalised(String endpoint, long nanos) {}

  @Override
  public void ended(Report report) {
    LOG.info(line(report));
  }

  static String line(Report report) {
    return String.format(
        Locale.ROOT,
        "session ended id=%s outcome=%s pool=%s endpoint=%s route=\"%s\" links=%d duration_ms=%d audio_s=%.1f buffer_most_bytes=%d segments=%d labels=%s detail=\"%s\"",
        report.plan().sessionId(),
        report.ending().outcome().label(),
        report.plan().requirements().pool(),
        report.endpoint(),
        route(report.route()),
        report.links(),
        TimeUnit.NANOSECONDS.toMillis(report.durationNanos()),
        report.audioReceivedSeconds(),
        report.bufferedBytesMost(),
        report.usage().segments(),
        labels(report.plan().labels()),
        oneLine(report.ending().detail()));
  }

  /** The reason, and the score of each endpoint or what kept it out. */
  private static String route(Decision decision) {
    return decision == null
        ? ""
        : decision.candidates().stream()
            .limit(CANDIDATES_MAX)
            .map(SessionLog::candidate)
            .collect(Collectors.joining(", ", decision.reason() + ": ", ""));
  }

  private static String candidate(Decision.Candidate c) {
    if (Double.isNaN(c.score())) {
      return c.endpoint() + " " + c.verdict();
    }
    String verdict = c.verdict().isEmpty() ? "" : " (" + c.verdict() + ")";
    return String.format(Locale.ROOT, "%s %.2f%s", c.endpoint(), c.score(), verdict);
  }

  /** The caller's own words; keys were checked at the edge. */
  private static String labels(Map<String, String> labels) {
    return new TreeMap<>(labels)
        .entrySet().stream()
            .map(label -> "%s=\"%s\"".formatted(label.getKey(), oneLine(label.getValue())))
            .collect(Collectors.joining(",", "{", "}"));
  }

  /**
   * What others sent must not be able to forge a line of the log, a field of it, or an order to a
   * terminal: Cc has the C1 controls too, Zl and Zp the line breaks of Unicode.
   */
  private static String oneLine(String detail) {
    return FORGERY.matcher(detail).replaceAll(" ");
  }
}
