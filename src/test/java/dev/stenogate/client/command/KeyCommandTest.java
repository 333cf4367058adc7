package dev.stenogate.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void theEntryHasTheHashOfTheKeyAndNotTheKey() throws Exception {
    assertThat(run("new", "--tenant", "captions", "--expires", "90d")).isZero();
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    String key = lines.get(0);
    String sha256 =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));

    assertThat(lines).hasSize(2);
    assertThat(key).matches("sg_[a-z0-9]{12}_[A-Za-z0-9_-]{43}");
    assertThat(lines.get(1).replace("\"", ""))
        .isEqualTo(
            "- {id: %s, tenant: captions, sha256: %s, expires: 2027-04-01T00:00:00Z}"
                .formatted(key.substring(3, 15), sha256));
  }

  @Test
  void aKeyIsGoodForEverUnlessItIsSaid() {
    assertThat(run("new", "--tenant=captions")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("expires");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new",
        "--tenant captions",
        "old --tenant captions",
        "new --tenant Captions",
        "new --tenant captions --expires soon",
        "new --tenant captions --expires 0d",
        "new --tenant captions more"
      })
  void wrongUsageMakesNoKey(String line) {
    assertThat(run(line.split(" ", -1))).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("key: ").contains("key --help");
  }

  private int run(String... args) {
    return KeyCommand.run(
        args,
        new KeyCommand.Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Random(1),
            Instant.parse("2027-01-01T00:00:00.5Z")));
  }
}
