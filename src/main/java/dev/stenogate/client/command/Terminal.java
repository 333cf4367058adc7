package dev.stenogate.client.command;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the command writes to.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is one
 * @param columns how wide it is, in cells
 */
record Terminal(boolean out, boolean err, int columns) {
  private static final int COLUMNS_DEFAULT = 80;

  /** Narrower than this nothing is readable; a terminal that says so does not know its width. */
  private static final int COLUMNS_MIN = 20;

  /** No terminal at all. */
  static final Terminal NONE = new Terminal(false, false, COLUMNS_DEFAULT);

  /**
   * That of this process. {@code Console.isTerminal} is of no use: it says no as soon as standard
   * input is a pipe, which is how a microphone comes in.
   */
  static Terminal system(Map<String, String> environment) {
    var out = isTerminal(1);
    var err = isTerminal(2);
    return new Terminal(out, err, out || err ? columns(environment) : COLUMNS_DEFAULT);
  }

  @SuppressWarnings("SystemConsoleNull") // Since JDK 25 it is null again when no terminal is there.
  private static boolean isTerminal(int descriptor) {
    try {
      var device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      var console = System.console(); // Not Linux.
      return console != null && console.isTerminal();
    }
  }

  private static int columns(Map<String, String> environment) {
    var exported = number(environment.getOrDefault("COLUMNS", ""));
    var columns = exported >= COLUMNS_MIN ? exported : askStty();
    return columns >= COLUMNS_MIN ? columns : COLUMNS_DEFAULT;
  }

  /** Shells do not export COLUMNS, and the JDK cannot ask the terminal itself. */
  private static int askStty() {
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Redirect.from(Path.of("/dev/tty").toFile()))
              .redirectError(Redirect.DISCARD)
              .start();
      try (InputStream answer = stty.getInputStream()) {
        var rowsAndColumns = new String(answer.readAllBytes(), StandardCharsets.US_ASCII).strip();
        return number(rowsAndColumns.substring(rowsAndColumns.indexOf(' ') + 1));
      }
    } catch (IOException e) {
      return 0; // A container without stty, or no controlling terminal.
    }
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
  }
}
