package dev.stenogate.localstack.vllm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One exchange with vLLM 0.17 that was recorded: a title, and lines of what was sent and received.
 *
 * @param title names it
 * @param lines without the indentation
 */
record Exchange(String title, List<String> lines) {
  private static final String FILE = "/localstack/vllm-realtime-0.17-exchanges.txt";

  static List<Exchange> recorded() {
    try (InputStream in = Exchange.class.getResourceAsStream(FILE)) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.split("(?m)^== "))
          .filter(part -> !part.isBlank())
          .map(part -> part.lines().map(String::strip).toList())
          .map(part -> new Exchange(part.getFirst(), part.subList(1, part.size())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Exchange titled(String title) {
    return recorded().stream()
        .filter(exchange -> exchange.title().equals(title))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no exchange is titled " + title));
  }

  /** What was sent, in order. */
  List<String> sent() {
    return after("-> ");
  }

  /** What was received, in order, as far as it was recorded whole. */
  List<String> received() {
    return after("<- ");
  }

  /** The number behind {@code deltas=}, or that behind {@code empty=}. */
  int count(String name) {
    return lines.stream()
        .flatMap(line -> Arrays.stream(line.split(" ")))
        .filter(word -> word.startsWith(name + "="))
        .mapToInt(word -> Integer.parseInt(word.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private List<String> after(String mark) {
    return lines.stream()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(3))
        .toList();
  }

  /** Ids and times are of the day; everything else is to the byte. */
  static String masked(String event) {
    return event
        .replaceAll("\"sess-[0-9a-f]{16}\"", "\"sess-#\"")
        .replaceAll("\"created\":\\d{10}}", "\"created\":#}");
  }

  @Override
  public String toString() {
    return title;
  }
}
