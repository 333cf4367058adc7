package dev.stenogate.client.command;

import dev.stenogate.client.command.SubtitleTranscript.Dialect;
import dev.stenogate.client.command.TextTranscript.Partials;

/**
 * Who writes what where. At most one status line is on the screen: partials have it when they are
 * shown on a terminal, progress has it when a file is sent fast.
 */
record View(Transcript transcript, Commentary commentary) {

  static View of(Arguments arguments, Shell shell) {
    var terminal = shell.terminal();
    var partials = partials(arguments, terminal);
    var progress = arguments.fast() && terminal.err() && partials != Partials.STATUS_LINE;
    var status =
        partials == Partials.STATUS_LINE
            ? StatusLine.on(shell.out(), terminal.columns())
            : progress
                ? StatusLine.on(shell.err(), terminal.columns())
                : StatusLine.none(shell.err());
    var transcript =
        switch (arguments.format()) {
          case TEXT ->
              new TextTranscript(shell.out(), status, partials, arguments.inputs().size() > 1);
          case JSON -> new JsonTranscript(shell.out(), status);
          case SRT -> new SubtitleTranscript(shell.out(), status, Dialect.SRT);
          case VTT -> new SubtitleTranscript(shell.out(), status, Dialect.VTT);
        };
    return new View(transcript, new Commentary(shell.err(), status, arguments.verbose(), progress));
  }

  /** Whether the server is to send partials at all. */
  static boolean wantsPartials(Arguments arguments, Terminal terminal) {
    return switch (arguments.format()) {
      case TEXT -> partials(arguments, terminal) != Partials.NOWHERE;
      case JSON -> arguments.partials().orElse(true);
      case SRT, VTT -> false;
    };
  }

  private static Partials partials(Arguments arguments, Terminal terminal) {
    if (arguments.format() != Format.TEXT) {
      return Partials.NOWHERE;
    }
    var wanted = arguments.partials().orElse(terminal.out() && !arguments.fast());
    if (!wanted) {
      return Partials.NOWHERE;
    }
    return terminal.out() ? Partials.STATUS_LINE : Partials.LINES;
  }
}
