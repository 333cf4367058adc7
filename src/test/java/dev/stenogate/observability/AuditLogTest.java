package dev.stenogate.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.stenogate.authentication.Denial;
import dev.stenogate.authentication.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditLogTest {
  private static final Logger LOGGER = Logger.getLogger("dev.stenogate.audit");

  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private final AuditLog audit = new AuditLog(() -> Instant.EPOCH);

  @BeforeEach
  void listen() {
    LOGGER.addHandler(handler);
  }

  @AfterEach
  void leave() {
    LOGGER.removeHandler(handler);
  }

  @Test
  void aRefusalSaysWhenFromWhereWhatAndWhy() throws IOException {
    audit.refused(
        "s/M", "192.0.2.1", new Verdict.Refused(Denial.API_KEY_EXPIRED, "expired", "ab12"));

    assertThat(fields(lines.getFirst()))
        .containsExactly(
            Map.entry("time", "1970-01-01T00:00:00Z"),
            Map.entry("event", "call_refused"),
            Map.entry("method", "s/M"),
            Map.entry("peer", "192.0.2.1"),
            Map.entry("credential_id", "ab12"),
            Map.entry("outcome", "unauthenticated"),
            Map.entry("reason", "API_KEY_EXPIRED"),
            Map.entry("detail", "expired"));
  }

  @Test
  void whatOthersWroteBreaksNeitherTheLineNorItsFields() throws IOException {
    String forged = "x\",\"outcome\":\"completed\\\n\u2028\u202e\u001b[2J";
    audit.refused("s/M", "192.0.2.2", new Verdict.Refused(Denial.TOKEN_INVALID, "no", forged));

    assertThat(lines.getFirst()).matches("[\\x20-\\x7e]+");
    assertThat(fields(lines.getFirst()))
        .containsEntry("outcome", "unauthenticated")
        .containsEntry("credential_id", forged);
  }

  @Test
  void whatIsLeftOutIsTold() throws IOException {
    for (int i = 0; i < 9; i++) {
      audit.tooMany("s/M", "192.0.2.3");
    }
    assertThat(lines).hasSize(RefusalLines.PER_PEER_AND_SECOND);
    audit.tellLeftOut();

    assertThat(fields(lines.getLast()))
        .containsEntry("event", "refusals_left_out")
        .containsEntry("peer", "192.0.2.3")
        .containsEntry("lines", "4");
  }

  @Test
  void ofManyAddressesTheRestIsOneSum() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      audit.tooMany("s/M", "peer-" + i);
    }
    int written = lines.size();
    audit.tellLeftOut();
    int told = 0;
    for (String line : lines.subList(written, lines.size())) {
      told += Integer.parseInt(fields(line).get("lines"));
    }

    assertThat(told + written).isEqualTo(1_000);
    assertThat(lines.size() - written).isLessThan(60);
  }

  private static Map<String, String> fields(String line) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String key = json.currentName();
        json.nextToken();
        assertThat(fields.put(key, json.getText())).isNull();
      }
      assertThat(json.nextToken()).isNull();
    }
    return fields;
  }
}
