package dev.stenogate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.admission.QuotaRules;
import dev.stenogate.cluster.TenantDesk.News;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script, in a real Redis. */
class QuotasScriptTest {
  private static final String CLOCK = "redis.call('TIME')";
  private static final int STEPS = 3_000;
  private static final long LEASE_MILLIS = 10_000;

  @TempDir static Path directory;
  private static RedisServer server;
  private static Vertx vertx;
  private static Redis redis;

  @BeforeAll
  static void startRedis() throws Exception {
    server = RedisServer.start(directory);
    vertx = Vertx.vertx();
    redis = Redis.createClient(vertx, "redis://127.0.0.1:" + server.port());
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
    vertx.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void saysWhatTheRulesInJavaSay(long seed) throws Exception {
    SplittableRandom chance = new SplittableRandom(seed);
    String source = Script.load(Script.QUOTAS).source();
    assertThat(source).containsOnlyOnce(CLOCK);
    RedisQuotaStore store =
        new RedisQuotaStore(
            redis, Script.of(source.replace(CLOCK, "{0, table.remove(ARGV)}")), "s" + seed);
    QuotaTable table = new QuotaTable();
    QuotaRules rules = rules(chance);
    List<String> held = new ArrayList<>();
    Map<String, Integer> took = new HashMap<>();
    long micros = 1_700_000_000_000_000L + chance.nextLong(QuotaRules.DAY_MICROS);
    long day = 0;
    for (int step = 0; step < STEPS; step++) {
      micros +=
          chance.nextInt(40) > 0
              ? chance.nextLong(900_000)
              : chance.nextLong(-30_000_000, 20_000_000_000L);
      if (chance.nextInt(100) == 0) {
        rules = rules(chance);
      }
      QuotaWords words = new QuotaWords(LEASE_MILLIS, rules);
      List<String> asked =
          switch (chance.nextInt(9)) {
            case 0, 1, 2 -> {
              held.add("r" + chance.nextInt(3) + "/" + step);
              yield words.admit(held.getLast(), chance.nextInt(4), 2, chance.nextInt(4) == 0);
            }
            case 3, 4 -> words.draw(chance.nextLong(1, 15_000));
            case 5, 6, 7 ->
                words.tell(
                    new News(
                        new Owed(
                            chance.nextInt(3),
                            chance.nextLong(-8_000, 10_000),
                            day - (chance.nextInt(5) == 0 ? 1 : 0),
                            chance.nextLong(-8_000, 10_000)),
                        gone(held, chance),
                        someOf(held, chance)));
            default -> words.use();
          };
      List<String> timed = new ArrayList<>(asked);
      timed.add("" + micros);

      List<Long> expected = table.ask(asked, micros);

      assertThat(ask(store, "t", timed))
          .as("step %d at %d: %s", step, micros, asked)
          .isEqualTo(expected);
      day = expected.get(3);
      took.merge(asked.getFirst() + " " + expected.getFirst(), 1, Integer::sum);
    }
    assertThat(took).as("what happened").containsKeys("admit 0", "draw 0", "use 0", "tell 0");
  }

  private static List<String> gone(List<String> held, SplittableRandom chance) {
    List<String> gone = new ArrayList<>();
    for (int i = chance.nextInt(4); i > 0; i--) {
      gone.add(held.isEmpty() ? "none" : held.remove(chance.nextInt(held.size())));
    }
    return gone;
  }

  private static List<String> someOf(List<String> held, SplittableRandom chance) {
    int one = chance.nextInt(3);
    return one > 0 ? List.of() : held.stream().filter(_ -> chance.nextInt(3) > 0).toList();
  }

  private static QuotaRules rules(SplittableRandom chance) {
    boolean starts = chance.nextBoolean();
    long cost = chance.nextLong(1, 3_000_000);
    return new QuotaRules(
        chance.nextInt(3) == 0 ? 0 : 1 + chance.nextInt(6),
        starts ? cost : 0,
        starts ? cost * (1 + chance.nextInt(5)) : 0,
        chance.nextBoolean() ? chance.nextLong(300, 120_000) : 0,
        chance.nextBoolean() ? chance.nextLong(1, 400_000) : 0,
        chance.nextInt(4) > 0);
  }

  @Test
  void keepsATenantInTwoKeysOfOneHashTagThatDoNotStayForEver() throws Exception {
    RedisQuotaStore store = new RedisQuotaStore(redis, Script.load(Script.QUOTAS), "one");
    QuotaRules rules = new QuotaRules(4, 0, 0, 0, 0, true);

    ask(store, "acme", new QuotaWords(LEASE_MILLIS, rules).admit("p", 0, 4, false));

    String[] keys =
        send(Request.cmd(Command.KEYS).arg("*one*")).replaceAll("[\\[\\]]", "").split(", ");
    assertThat(keys).containsExactlyInAnyOrder("{one:acme}:quota", "{one:acme}:permits");
    for (String key : keys) {
      assertThat(Long.parseLong(send(Request.cmd(Command.TTL).arg(key))))
          .isBetween(48L * 3_600, 50L * 3_600);
    }
  }

  private static String send(Request request) throws Exception {
    return redis
        .send(request)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS)
        .toString();
  }

  private static List<Long> ask(RedisQuotaStore store, String tenant, List<String> words)
      throws Exception {
    CompletableFuture<List<Long>> said = new CompletableFuture<>();
    store.ask(tenant, words, said::complete, said::completeExceptionally);
    return said.get(10, TimeUnit.SECONDS);
  }
}
