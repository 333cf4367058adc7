package dev.stenogate.cluster;

import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Consumer;

/** Redis, which counts; all of a tenant is in one slot of a Redis Cluster. */
final class RedisQuotaStore implements QuotaStore {
  private final RedisScript script;
  private final String prefix;

  /**
   * @param prefix of all keys
   */
  RedisQuotaStore(Redis redis, Script script, String prefix) {
    this.script = new RedisScript(redis, script);
    this.prefix = prefix;
  }

  @Override
  public void ask(
      String tenant,
      List<String> words,
      Consumer<List<Long>> answered,
      Consumer<Throwable> failed) {
    String tag = "{" + prefix + ":" + tenant + "}:";
    script
        .run(List.of(tag + "quota", tag + "permits"), words)
        .map(response -> RedisScript.numbers(response, Response::toLong))
        .onComplete(answered::accept, failed::accept);
  }
}
