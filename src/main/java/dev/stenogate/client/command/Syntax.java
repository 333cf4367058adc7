package dev.stenogate.client.command;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The options and their help. Built without annotations, so that nothing is found by reflection.
 */
final class Syntax {
  private Syntax() {}

  static CommandLine commandLine() {
    var spec =
        CommandSpec.create()
            .name("transcribe")
            .addOption(
                text(
                    "--server",
                    "HOST:PORT,...",
                    "Where the gateway listens (localhost:9000); when a",
                    "call breaks, the next of several goes on with it.",
                    "Or set STENOGATE_SERVER."))
            .addOption(flag("--tls", "Connect by TLS."))
            .addOption(text("--ca", "FILE", "Trust these certificates (PEM); implies --tls."))
            .addOption(
                text(
                    "--token",
                    "TOKEN",
                    "Bearer credential. Better set STENOGATE_TOKEN:",
                    "everybody can read a command line."))
            .addOption(flag("--fast", "Send files as fast as the server takes them."))
            .addOption(
                text(
                    "--format",
                    "FORMAT",
                    "text, json, srt or vtt (text).",
                    "json: one object a line for every response."))
            .addOption(
                OptionSpec.builder("--partials")
                    .type(Boolean.class)
                    .arity("0")
                    .negatable(true)
                    .description(
                        "Show text that may still change: on a terminal on",
                        "the last line, elsewhere on lines with '~ '.",
                        "Default: in text on a terminal, and in json.")
                    .build())
            .addOption(text("--pool", "NAME", "The group of endpoints that shall serve."))
            .addOption(text("--model", "NAME", "The model that must serve."))
            .addOption(list("--language", "TAG", "A language that is spoken (BCP 47). Repeatable."))
            .addOption(
                text("--silence-duration", "TIME", "How long a pause ends a segment, like 640ms."))
            .addOption(text("--max-segment", "TIME", "The longest segment, like 30s."))
            .addOption(flag("--word-offsets", "Ask for the words' offsets (shown in json)."))
            .addOption(
                text(
                    "--max-wait",
                    "TIME",
                    "How long to wait for a slot where all are taken,",
                    "like 30s; at most 5m (not at all)."))
            .addOption(
                text(
                    "--priority",
                    "CLASS",
                    "Who goes first where calls wait: batch, standard",
                    "or critical (standard)."))
            .addOption(list("--label", "KEY=VALUE", "For the server's logs. Repeatable."))
            .addOption(
                text("--deadline", "TIME", "How long one file may take, like 90s, 10m or 1h."))
            .addOption(
                flag(
                    "--verbose",
                    "Say on standard error which endpoint serves, how",
                    "late the text is, and what the server notices."))
            .addOption(
                OptionSpec.builder("-h", "--help")
                    .usageHelp(true)
                    .description("Show this and exit.")
                    .build())
            .addPositional(
                PositionalParamSpec.builder()
                    .paramLabel("FILE")
                    .arity("1..*")
                    .required(true)
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .description(
                        "WAV files (16-bit PCM, mono, 16 kHz), one after",
                        "the other at the pace of speech. '-' is standard",
                        "input: raw samples of that format, or a WAV",
                        "stream, sent as they come.")
                    .build());
    spec.usageMessage()
        .description("Transcribes speech and prints the text.")
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(exitCodes())
        .footer(
            "",
            "From a microphone:",
            "  arecord -q -f S16_LE -r 16000 -c 1 -t raw | stenogate transcribe -");
    return new CommandLine(spec).setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
  }

  private static Map<String, String> exitCodes() {
    var codes = new LinkedHashMap<String, String>();
    Arrays.stream(ExitCode.values())
        .forEach(code -> codes.put(Integer.toString(code.value()), code.meaning()));
    return codes;
  }

  private static OptionSpec text(String name, String label, String... description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .arity("1")
        .type(String.class)
        .description(description)
        .build();
  }

  private static OptionSpec list(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .arity("1")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(description)
        .build();
  }

  private static OptionSpec flag(String name, String... description) {
    return OptionSpec.builder(name).arity("0").type(boolean.class).description(description).build();
  }
}
