package dev.stenogate.cluster;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Redis, which runs the script; it is sent once, and again when Redis does not know it. */
final class RedisStore implements Store {
  private final Redis redis;
  private final SlotsScript script;
  private final String key;

  /**
   * @param prefix of the key, and its hash tag
   */
  RedisStore(Redis redis, SlotsScript script, String prefix) {
    this.redis = redis;
    this.script = script;
    this.key = key(prefix);
  }

  static String key(String prefix) {
    return "{" + prefix + "}:slots";
  }

  @Override
  public void ask(
      List<String> words, Consumer<List<Integer>> answered, Consumer<Throwable> failed) {
    redis
        .send(request(Command.EVALSHA, script.sha1(), words))
        .recover(
            e ->
                isUnknown(e)
                    ? redis.send(request(Command.EVAL, script.source(), words))
                    : io.vertx.core.Future.failedFuture(e))
        .map(RedisStore::numbers)
        .onComplete(answered::accept, failed::accept);
  }

  private Request request(Command command, String what, List<String> words) {
    Request request = Request.cmd(command).arg(what).arg(1).arg(key);
    words.forEach(request::arg);
    return request;
  }

  private static boolean isUnknown(Throwable e) {
    return e.getMessage() != null && e.getMessage().startsWith("NOSCRIPT");
  }

  private static List<Integer> numbers(Response response) {
    List<Integer> numbers = new ArrayList<>(response.size());
    for (Response number : response) {
      numbers.add(number.toInteger());
    }
    return numbers;
  }
}
