package dev.stenogate.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.session.Ending;
import dev.stenogate.session.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionLogTest {
  private final Logger logger = Logger.getLogger("stenogate.session");
  private final List<String> lines = new ArrayList<>();
  private final Handler handler = new Lines();
  private final SessionLog log = new SessionLog();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(handler);
  }

  @Test
  void aSessionThatEndedIsOneWideLine() {
    log.ended(Reports.of(new Ending(Outcome.UPSTREAM_LOST, "reset")));

    assertThat(lines)
        .containsExactly(
            "session ended id=s-1 outcome=upstream_lost pool=default endpoint=gpu-1"
                + " route=\"lower of two: gpu-1 0.41, gpu-2 1.70 (late), gpu-3 full\" links=2"
                + " duration_ms=90000 audio_s=80.0 buffer_most_bytes=64000 segments=5 labels={call=\"private-label\"} detail=\"reset\"");
  }

  @Test
  void aSessionThatGoesWellIsSilentUntilItsEnd() {
    log.begun(Reports.plan());
    log.started(Reports.plan(), "gpu-1", 1);
    log.lag("gpu-1", 1);
    log.finalised("gpu-1", 1);

    assertThat(lines).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n", "\r", "\0", "\t", "\u001b", "\u007f", "\u0085", "\u009b", "\u2028", "\u2029", "\""
      })
  void whatOthersSayForgesNeitherALineNorAField(String forgery) {
    String detail = "503" + forgery + " outcome=completed";

    log.linkFailed(Reports.plan(), "gpu-1", "refused", detail);
    log.refused(new Ending(Outcome.POOL_FULL, detail));
    log.ended(Reports.of(new Ending(Outcome.POOL_FULL, detail)));

    assertThat(lines)
        .hasSize(3)
        .allSatisfy(
            line -> {
              assertThat(line).contains("=\"503  outcome=completed\"");
              assertThat(
                      line.replaceAll("labels=\\{.*?} ", "")
                          .replaceAll("route=\".*?\" ", "")
                          .replace("\"503", "")
                          .replace("completed\"", ""))
                  .doesNotContain(forgery);
            });
  }

  @Test
  void percentSignsAreNoFormat() {
    log.linkFailed(Reports.plan(), "gpu-1", "refused", "100%s of %n");

    assertThat(lines)
        .containsExactly("link failed id=s-1 endpoint=gpu-1 reason=refused detail=\"100%s of %n\"");
  }

  private final class Lines extends Handler {
    @Override
    @SuppressWarnings("deprecation")
    public void publish(LogRecord record) {
      lines.add(ExtLogRecord.wrap(record).getFormattedMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
