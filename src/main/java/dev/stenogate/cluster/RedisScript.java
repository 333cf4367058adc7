package dev.stenogate.cluster;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Redis, which runs a script; it is sent once, and again when Redis does not know it. */
final class RedisScript {
  private final Redis redis;
  private final Script script;

  RedisScript(Redis redis, Script script) {
    this.redis = redis;
    this.script = script;
  }

  /**
   * Runs it.
   *
   * @param keys of one hash tag
   */
  Future<Response> run(List<String> keys, List<String> words) {
    return redis
        .send(request(Command.EVALSHA, script.sha1(), keys, words))
        .recover(
            e ->
                isUnknown(e)
                    ? redis.send(request(Command.EVAL, script.source(), keys, words))
                    : Future.failedFuture(e));
  }

  /** What it answered, read one by one. */
  static <T> List<T> numbers(Response response, Function<Response, T> number) {
    List<T> numbers = new ArrayList<>(response.size());
    for (Response one : response) {
      numbers.add(number.apply(one));
    }
    return numbers;
  }

  private static Request request(
      Command command, String what, List<String> keys, List<String> words) {
    Request request = Request.cmd(command).arg(what).arg(keys.size());
    keys.forEach(request::arg);
    words.forEach(request::arg);
    return request;
  }

  private static boolean isUnknown(Throwable e) {
    return e.getMessage() != null && e.getMessage().startsWith("NOSCRIPT");
  }
}
