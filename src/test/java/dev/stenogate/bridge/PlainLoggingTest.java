package dev.stenogate.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class PlainLoggingTest {
  @Test
  void writesOneLineForARecordAtOnce() {
    Logger root = Logger.getLogger("");
    Handler[] handlers = root.getHandlers();
    Level level = root.getLevel();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PlainLogging.start(new PrintStream(out, true, UTF_8));
      Logger logger = Logger.getLogger("dev.stenogate.test");
      logger.info("bridge on port 8080");
      logger.fine("not this");
      logger.log(Level.WARNING, "failed", new IllegalStateException("why", new Exception("deep")));
    } finally {
      for (Handler handler : root.getHandlers()) {
        root.removeHandler(handler);
      }
      for (Handler handler : handlers) {
        root.addHandler(handler);
      }
      root.setLevel(level);
    }
    assertThat(out.toString(UTF_8).lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z INFO bridge on port 8080"),
            line ->
                assertThat(line)
                    .endsWith(
                        "WARNING failed: java.lang.IllegalStateException: why:"
                            + " java.lang.Exception: deep"));
  }
}
