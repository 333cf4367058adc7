package dev.stenogate.client.command;

import dev.stenogate.client.Connection;
import dev.stenogate.client.Connection.Security;
import dev.stenogate.client.ServerAddress;
import dev.stenogate.v1.Endpointing;
import dev.stenogate.v1.Priority;
import dev.stenogate.v1.Start;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ParseResult;

/**
 * What the command line asks for, checked.
 *
 * @param inputs files, or {@code -}; at least one
 * @param start the session as asked for, without what the format decides
 * @param partials {@code --partials} or {@code --no-partials}; empty: neither
 */
record Arguments(
    List<String> inputs,
    Connection connection,
    Start start,
    Format format,
    Optional<Boolean> partials,
    boolean fast,
    boolean verbose,
    Optional<Duration> deadline) {

  private static final Pattern DURATION =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ms|s|m|h)");
  private static final String SERVER_VARIABLE = "STENOGATE_SERVER";
  private static final String TOKEN_VARIABLE = "STENOGATE_TOKEN";
  private static final String SERVER_DEFAULT = "localhost:9000";

  /**
   * @throws IllegalArgumentException for a value that cannot be; names the option
   */
  static Arguments of(ParseResult line, Map<String, String> environment) {
    List<String> inputs = line.matchedPositionalValue(0, List.of());
    var format = Format.parse(line.matchedOptionValue("--format", "text"));
    if (format.isSubtitles() && inputs.size() > 1) {
      throw new IllegalArgumentException(
          "--format %s: %d files (expected: one)".formatted(format.label(), inputs.size()));
    }
    if (inputs.stream().filter("-"::equals).count() > 1) {
      throw new IllegalArgumentException("standard input (-) is named twice");
    }
    return new Arguments(
        inputs,
        connection(line, environment),
        start(line),
        format,
        Optional.ofNullable(line.matchedOptionValue("--partials", (Boolean) null)),
        line.hasMatchedOption("--fast"),
        line.hasMatchedOption("--verbose"),
        duration(line, "--deadline"));
  }

  /** The addresses, for people. */
  String servers() {
    return connection.addresses().stream()
        .map(ServerAddress::toString)
        .collect(Collectors.joining(","));
  }

  private static Connection connection(ParseResult line, Map<String, String> environment) {
    var server = environment.getOrDefault(SERVER_VARIABLE, SERVER_DEFAULT);
    var addresses = ServerAddress.parseList(line.matchedOptionValue("--server", server));
    var ca = Optional.<String>ofNullable(line.matchedOptionValue("--ca", null)).map(Path::of);
    Security security =
        line.hasMatchedOption("--tls") || ca.isPresent()
            ? new Security.Tls(ca)
            : new Security.Plaintext();
    var token = line.matchedOptionValue("--token", environment.getOrDefault(TOKEN_VARIABLE, ""));
    return new Connection(
        addresses, security, Optional.of(token.strip()).filter(t -> !t.isEmpty()));
  }

  private static Start start(ParseResult line) {
    var start =
        Start.newBuilder()
            .setPool(line.matchedOptionValue("--pool", ""))
            .setModel(line.matchedOptionValue("--model", ""))
            .setWordOffsets(line.hasMatchedOption("--word-offsets"))
            .addAllLanguages(line.matchedOptionValue("--language", List.<String>of()));
    set(duration(line, "--max-wait"), start::setMaxWait);
    Optional.<String>ofNullable(line.matchedOptionValue("--priority", null))
        .ifPresent(name -> start.setPriority(priority(name)));
    for (var label : line.matchedOptionValue("--label", List.<String>of())) {
      var equals = label.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("--label: %s (expected: key=value)".formatted(label));
      }
      start.putLabels(label.substring(0, equals), label.substring(equals + 1));
    }
    var endpointing = Endpointing.newBuilder();
    set(duration(line, "--silence-duration"), endpointing::setSilenceDuration);
    set(duration(line, "--max-segment"), endpointing::setMaxSegment);
    if (!endpointing.build().equals(Endpointing.getDefaultInstance())) {
      start.setEndpointing(endpointing);
    }
    return start.build();
  }

  private static Priority priority(String name) {
    return switch (name) {
      case "batch" -> Priority.PRIORITY_BATCH;
      case "standard" -> Priority.PRIORITY_STANDARD;
      case "critical" -> Priority.PRIORITY_CRITICAL;
      default ->
          throw new IllegalArgumentException(
              "--priority: %s (expected: batch, standard or critical)".formatted(name));
    };
  }

  private static void set(
      Optional<Duration> duration, Consumer<com.google.protobuf.Duration> setter) {
    duration.ifPresent(
        d ->
            setter.accept(
                com.google.protobuf.Duration.newBuilder()
                    .setSeconds(d.getSeconds())
                    .setNanos(d.getNano())
                    .build()));
  }

  private static Optional<Duration> duration(ParseResult line, String option) {
    return Optional.<String>ofNullable(line.matchedOptionValue(option, null))
        .map(text -> duration(option, text));
  }

  private static Duration duration(String option, String text) {
    var matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a number with ms, s, m or h)".formatted(option, text));
    }
    var nanosPerUnit =
        switch (matcher.group(2)) {
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> throw new AssertionError(matcher.group(2));
        };
    var nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanosPerUnit));
    return Duration.ofNanos(nanos.toBigInteger().longValueExact());
  }
}
