package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stenogate.session.ResumeTokens.Reading;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTokensTest {
  private static final long NOW = 1_800_000_000L;
  private static final ResumeToken TOKEN = new ResumeToken("a1b2c3", 7, 123_456_789_012L);

  private static byte[] key(int fill) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return key;
  }

  private final ResumeTokens tokens = new ResumeTokens(List.of(key(1)), 3_600);

  @Test
  void aTokenIsReadByAReplicaWithTheSameKey() {
    String written = tokens.write(TOKEN, "acme", NOW);

    Reading read = new ResumeTokens(List.of(key(1)), 60).read(written, "acme", NOW + 3_599);

    assertThat(read).isEqualTo(new Reading.Valid(TOKEN));
  }

  @Test
  void aTokenExpires() {
    String written = tokens.write(TOKEN, "acme", NOW);

    assertThat(tokens.read(written, "acme", NOW + 3_600)).isEqualTo(new Reading.Expired());
  }

  @Test
  void anotherTenantsTokenIsForeign() {
    String written = tokens.write(TOKEN, "acme", NOW);

    assertThat(tokens.read(written, "other", NOW)).isEqualTo(new Reading.Foreign());
  }

  @Test
  void aKeyIsRotatedWithoutLosingTokens() {
    String old = tokens.write(TOKEN, "acme", NOW);
    ResumeTokens rotated = new ResumeTokens(List.of(key(2), key(1)), 3_600);

    assertThat(rotated.read(old, "acme", NOW)).isEqualTo(new Reading.Valid(TOKEN));
    assertThat(tokens.read(rotated.write(TOKEN, "acme", NOW), "acme", NOW))
        .isEqualTo(new Reading.Invalid());
  }

  @Test
  void everyChangedBitIsSeen() {
    byte[] written = java.util.Base64.getUrlDecoder().decode(tokens.write(TOKEN, "acme", NOW));
    for (int bit = 0; bit < written.length * 8; bit++) {
      byte[] changed = written.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      String text = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
      assertThat(tokens.read(text, "acme", NOW)).as("bit " + bit).isEqualTo(new Reading.Invalid());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "not base64!", "AAAA", "é"})
  void nonsenseIsInvalid(String text) {
    assertThat(tokens.read(text, "acme", NOW)).isEqualTo(new Reading.Invalid());
  }

  @Test
  void randomAndOversizedTextsAreInvalid() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      String text = java.util.Base64.getUrlEncoder().encodeToString(bytes);
      assertThat(tokens.read(text, "acme", NOW)).isEqualTo(new Reading.Invalid());
    }
    assertThat(tokens.read("A".repeat(1_000_000), "acme", NOW)).isEqualTo(new Reading.Invalid());
  }

  @Test
  void shortKeysAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ResumeTokens(List.of(new byte[31]), 60));
    assertThatIllegalArgumentException().isThrownBy(() -> new ResumeTokens(List.of(), 60));
  }
}
