package dev.stenogate.client.command;

import dev.stenogate.authentication.KeyText;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code stenogate key new}: makes an API key. It is shown once; what is stored is its hash. Talks
 * to nobody.
 */
public final class KeyCommand {
  private static final Pattern TENANT = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern LIFE = Pattern.compile("([1-9][0-9]{0,4})([dh])");
  private static final int EXIT_USAGE = 1;

  private KeyCommand() {}

  /**
   * What surrounds the command.
   *
   * @param out the key, and the entry to store
   * @param err everything else
   */
  record Surroundings(PrintStream out, PrintStream err, RandomGenerator random, Instant now) {}

  /**
   * Runs the command in this process.
   *
   * @param args what follows {@code key} on the command line
   * @return what the process is to exit with: 0, or 1 for wrong usage
   */
  public static int run(String... args) {
    return run(args, new Surroundings(System.out, System.err, new SecureRandom(), Instant.now()));
  }

  static int run(String[] args, Surroundings surroundings) {
    CommandLine commandLine = commandLine();
    try {
      CommandLine.ParseResult line = commandLine.parseArgs(args);
      if (line.isUsageHelpRequested()) {
        commandLine.usage(surroundings.out());
        return 0;
      }
      String verb = line.matchedPositionalValue(0, "");
      if (!verb.equals("new")) {
        throw new IllegalArgumentException("'%s' (expected: new)".formatted(verb));
      }
      String tenant = tenant(line.matchedOptionValue("--tenant", ""));
      print(tenant, life(line.matchedOptionValue("--expires", "never")), surroundings);
      return 0;
    } catch (CommandLine.ParameterException | IllegalArgumentException e) {
      surroundings.err().println("key: " + e.getMessage());
      surroundings.err().println("Try 'key --help'.");
      return EXIT_USAGE;
    }
  }

  private static void print(String tenant, Duration life, Surroundings surroundings) {
    KeyText key = KeyText.make(surroundings.random());
    String expires =
        life.isZero()
            ? ""
            : ", expires: " + surroundings.now().plus(life).truncatedTo(ChronoUnit.SECONDS);
    surroundings.err().println("The key, shown only now:");
    surroundings.out().println(key.whole());
    surroundings.err().println("The entry to store, under 'keys' of the tenants' file:");
    surroundings
        .out()
        .printf(
            "- {id: %s, tenant: %s, sha256: %s%s}%n",
            yaml(key.id()), tenant, yaml(key.sha256Hex()), expires);
  }

  /** In quotes where another reader could take it for a number, such as 1e10. */
  private static String yaml(String text) {
    return text.matches("[0-9].*") ? '"' + text + '"' : text;
  }

  private static String tenant(String name) {
    if (!TENANT.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "--tenant: '%s' (expected: 1 to 63 of [a-z0-9-])".formatted(name));
    }
    return name;
  }

  /** Zero: for ever. */
  private static Duration life(String text) {
    if (text.equals("never")) {
      return Duration.ZERO;
    }
    Matcher life = LIFE.matcher(text);
    if (!life.matches()) {
      throw new IllegalArgumentException(
          "--expires: '%s' (expected: like 90d, 12h or never)".formatted(text));
    }
    long count = Long.parseLong(life.group(1));
    return life.group(2).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count);
  }

  private static CommandLine commandLine() {
    CommandSpec spec =
        CommandSpec.create()
            .name("key")
            .addOption(option("--tenant", "NAME", "Whose key it is.", true))
            .addOption(
                option("--expires", "TIME", "How long it is good, like 90d or 12h (never).", false))
            .addOption(
                OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this and exit.")
                    .build())
            .addPositional(
                PositionalParamSpec.builder()
                    .paramLabel("new")
                    .arity("1")
                    .required(true)
                    .type(String.class)
                    .description("What to do.")
                    .build());
    spec.usageMessage()
        .description(
            "Makes an API key and prints it, and below it the entry for the tenants' file.",
            "The gateway stores its hash alone: a key that is lost cannot be had again.");
    return new CommandLine(spec).setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
  }

  private static OptionSpec option(String name, String label, String text, boolean required) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .arity("1")
        .required(required)
        .type(String.class)
        .description(text)
        .build();
  }
}
