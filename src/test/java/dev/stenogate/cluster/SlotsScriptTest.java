package dev.stenogate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
class SlotsScriptTest {
  private static final String CLOCK = "redis.call('TIME')";
  private static final int STEPS = 1_500;

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
  @ValueSource(longs = {1, 2, 3, 4})
  void saysWhatTheRulesInJavaSay(long seed) throws Exception {
    SplittableRandom chance = new SplittableRandom(seed);
    String source = Script.load(Script.SLOTS).source();
    assertThat(source).containsOnlyOnce(CLOCK);
    RedisStore store =
        new RedisStore(
            redis, Script.of(source.replace(CLOCK, "{0, table.remove(ARGV) * 1000}")), "s" + seed);
    SlotTable table = new SlotTable();
    int replicas = 2 + chance.nextInt(4);
    int endpoints = 1 + chance.nextInt(3);
    long[] seqs = new long[replicas];
    long millis = 1_700_000_000_000L;
    for (int step = 0; step < STEPS; step++) {
      millis += chance.nextInt(30) > 0 ? chance.nextInt(500) : chance.nextInt(-5_000, 30_000);
      int replica = chance.nextInt(replicas);
      boolean overtaken = chance.nextInt(20) == 0;
      long seq = overtaken ? seqs[replica] : ++seqs[replica];
      long acked = chance.nextInt(100) == 0 ? seq : Math.max(0, seq - 1 - chance.nextInt(3));
      List<String> words =
          new ArrayList<>(
              List.of(
                  "r" + replica,
                  "" + seq,
                  "" + Math.min(acked, seq - 1),
                  "10000",
                  chance.nextInt(30) == 0 ? "1" : "0"));
      if (chance.nextInt(100) == 0) {
        words.set(2, "" + (seq + 1));
      }
      for (int e = 0; e < endpoints; e++) {
        int cap = 7 + 5 * e - (chance.nextInt(50) == 0 ? 2 : 0);
        int has = chance.nextInt(cap + 1);
        int held = chance.nextInt(has + 1);
        words.addAll(List.of("gpu-" + e, "" + cap, "" + has, "" + held, "" + chance.nextInt(4)));
      }
      List<String> timed = new ArrayList<>(words);
      timed.add("" + millis);

      CompletableFuture<List<Integer>> said = new CompletableFuture<>();
      store.ask(timed, said::complete, said::completeExceptionally);

      assertThat(said.get(10, TimeUnit.SECONDS))
          .as("step %d: %s", step, words)
          .isEqualTo(table.ask(words, millis));
    }
  }

  @Test
  void isSentAgainToARedisThatForgotIt() throws Exception {
    RedisStore store = new RedisStore(redis, Script.load(Script.SLOTS), "forgets");
    redis
        .send(Request.cmd(Command.SCRIPT).arg("FLUSH"))
        .toCompletionStage()
        .toCompletableFuture()
        .get();
    CompletableFuture<List<Integer>> said = new CompletableFuture<>();

    store.ask(
        List.of("r", "1", "0", "10000", "0", "gpu", "4", "3", "1", "0"),
        said::complete,
        said::completeExceptionally);

    assertThat(said.get(10, TimeUnit.SECONDS)).containsExactly(1, 1, 3, 3, 0);
  }

  @Test
  void keepsEverythingInOneKeyWithAHashTag() throws Exception {
    CompletableFuture<List<Integer>> said = new CompletableFuture<>();
    new RedisStore(redis, Script.load(Script.SLOTS), "one")
        .ask(
            List.of("r", "1", "0", "10000", "0", "gpu", "4", "3", "1", "0"),
            said::complete,
            said::completeExceptionally);
    said.get(10, TimeUnit.SECONDS);

    String keys =
        redis
            .send(Request.cmd(Command.KEYS).arg("*one*"))
            .toCompletionStage()
            .toCompletableFuture()
            .get()
            .toString();
    assertThat(keys).isEqualTo("[{one}:slots]");
  }
}
