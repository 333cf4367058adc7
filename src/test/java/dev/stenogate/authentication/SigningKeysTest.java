package dev.stenogate.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.authentication.SigningKeys.Lookup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;

/** Driven by hand: the source answers when the test says so, and time passes when it says so. */
class SigningKeysTest {
  private static final PublicJsonWebKey OLD = Minted.ec("old");
  private static final PublicJsonWebKey NEW = Minted.ec("new");

  private final List<CompletableFuture<byte[]>> asked = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private long nowNanos = -Duration.ofDays(30).toNanos(); // nanoTime may be anything.
  private final SigningKeys keys =
      new SigningKeys(
          KeyTimes.of(Duration.ofMinutes(15), Duration.ofHours(24)),
          () -> {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
          },
          failures::add,
          () -> nowNanos);

  @Test
  void allWhoWaitWaitForOneFetch() {
    List<CompletableFuture<Lookup>> lookups = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lookups.add(find("old"));
    }
    assertThat(asked).hasSize(1);
    answer(Minted.jwks(OLD));

    assertThat(lookups).allMatch(lookup -> lookup.join() instanceof Lookup.Found);
  }

  @Test
  void keysAreKeptAndNotAskedForAgain() {
    begin(OLD);
    pass(Duration.ofMinutes(14));
    keys.tick();

    assertThat(find("old").join()).isInstanceOf(Lookup.Found.class);
    assertThat(asked).hasSize(1);
  }

  @Test
  void keysAreFetchedInTheBackgroundBeforeAnyCallMissesThem() {
    begin(OLD);
    pass(Duration.ofMinutes(15));
    keys.tick();
    answer(Minted.jwks(NEW));

    assertThat(find("new")).isCompletedWithValueMatching(Lookup.Found.class::isInstance);
    assertThat(asked).hasSize(2);
  }

  @Test
  void aKeyThatIsNotKnownIsAskedForAtOnce() {
    begin(OLD);
    CompletableFuture<Lookup> lookup = find("new");
    assertThat(lookup).isNotDone();
    answer(Minted.jwks(OLD, NEW));

    assertThat(lookup.join()).isInstanceOf(Lookup.Found.class);
  }

  @Test
  void strangersCauseAtMostOneFetchInTenSeconds() {
    begin(OLD);
    int before = asked.size();
    for (int second = 0; second < 100; second++) {
      for (int i = 0; i < 10; i++) {
        assertThat(find("stranger-" + i)).isNotNull();
        if (!asked.getLast().isDone()) {
          answer(Minted.jwks(OLD));
        }
      }
      pass(Duration.ofSeconds(1));
    }

    assertThat(asked.size() - before).isEqualTo(10);
    assertThat(find("old").join()).isInstanceOf(Lookup.Found.class);
  }

  @Test
  void aKeyThatTheIssuerTookAwayIsNotBelieved() {
    begin(OLD);
    pass(Duration.ofMinutes(15));
    keys.tick();
    answer(Minted.jwks(NEW));

    CompletableFuture<Lookup> lookup = find("old");
    answer(Minted.jwks(NEW));
    assertThat(lookup.join()).isInstanceOf(Lookup.Unknown.class);
  }

  @Test
  void withoutKeysAndWithoutAnAnswerNothingCanBeSaid() {
    CompletableFuture<Lookup> lookup = find("old");
    fail();

    assertThat(lookup.join()).isInstanceOf(Lookup.Unavailable.class);
    assertThat(find("old")).isCompletedWithValueMatching(Lookup.Unavailable.class::isInstance);
    assertThat(asked).as("not again within a second").hasSize(1);
    pass(Duration.ofSeconds(1));
    CompletableFuture<Lookup> later = find("old");
    answer(Minted.jwks(OLD));
    assertThat(later.join()).isInstanceOf(Lookup.Found.class);
  }

  @Test
  void theLastGoodKeysAreBelievedForADayWhileTheIssuerIsAway() {
    begin(OLD);
    for (int hour = 0; hour < 23; hour++) {
      pass(Duration.ofHours(1));
      keys.tick();
      fail();
    }
    assertThat(find("old").join()).isInstanceOf(Lookup.Found.class);
    pass(Duration.ofHours(1));

    CompletableFuture<Lookup> lookup = find("old");
    fail();
    assertThat(lookup.join()).isInstanceOf(Lookup.Unavailable.class);
  }

  @Test
  void anUnknownKeyOfAnIssuerThatIsAwayMayBeANewOne() {
    begin(OLD);
    CompletableFuture<Lookup> lookup = find("new");
    fail();

    assertThat(lookup.join()).isInstanceOf(Lookup.Unavailable.class);
  }

  @Test
  void aFetchThatFailedIsTriedAgainInTenSeconds() {
    keys.tick();
    fail();
    pass(Duration.ofSeconds(9));
    keys.tick();
    assertThat(asked).hasSize(1);
    pass(Duration.ofSeconds(1));
    keys.tick();
    answer(Minted.jwks(OLD));

    assertThat(find("old")).isCompletedWithValueMatching(Lookup.Found.class::isInstance);
    assertThat(failures).hasSize(2);
  }

  @Test
  void whatIsNoKeySetDoesNotReplaceOne() {
    begin(OLD);
    for (String wrong :
        List.of(
            "",
            "{}",
            "{\"keys\":[]}",
            "<html>",
            "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}]}")) {
      pass(Duration.ofMinutes(16));
      keys.tick();
      answer(wrong);
      assertThat(failures.getLast()).as(wrong).isNotNull();
    }

    assertThat(find("old").join()).isInstanceOf(Lookup.Found.class);
  }

  private void begin(PublicJsonWebKey key) {
    keys.tick();
    answer(Minted.jwks(key));
  }

  private CompletableFuture<Lookup> find(String keyId) {
    Token token =
        Token.read(Minted.signed(Minted.claims(Minted.NOW), NEW.getPrivateKey(), keyId, "ES256"));
    return keys.find(token).toCompletableFuture();
  }

  private void answer(String jwks) {
    asked.getLast().complete(jwks.getBytes(StandardCharsets.UTF_8));
  }

  private void fail() {
    asked.getLast().completeExceptionally(new IOException("away"));
  }

  private void pass(Duration time) {
    nowNanos += time.toNanos();
  }
}
