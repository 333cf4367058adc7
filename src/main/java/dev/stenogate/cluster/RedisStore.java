package dev.stenogate.cluster;

import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Consumer;

/** Redis, which divides the slots. */
final class RedisStore implements Store {
  private final RedisScript script;
  private final List<String> keys;

  /**
   * @param prefix of the key, and its hash tag
   */
  RedisStore(Redis redis, Script script, String prefix) {
    this.script = new RedisScript(redis, script);
    this.keys = List.of("{" + prefix + "}:slots");
  }

  @Override
  public void ask(
      List<String> words, Consumer<List<Integer>> answered, Consumer<Throwable> failed) {
    script
        .run(keys, words)
        .map(response -> RedisScript.numbers(response, Response::toInteger))
        .onComplete(answered::accept, failed::accept);
  }
}
