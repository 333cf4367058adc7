package dev.stenogate.client.command;

import dev.stenogate.client.Ticker;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * What surrounds the command.
 *
 * @param in standard input; read only for {@code -}
 * @param out transcripts, in UTF-8 whatever the locale says
 * @param err everything else
 */
record Shell(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Terminal terminal,
    Map<String, String> environment,
    Ticker ticker,
    Interrupts interrupts) {

  /** How long after Ctrl-C the finals may take. */
  private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(10);

  /** That of this process. */
  static Shell system() {
    var environment = System.getenv();
    return new Shell(
        System.in,
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        Terminal.system(environment),
        environment,
        Ticker.system(),
        Interrupts.system(INTERRUPT_PATIENCE));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
  }
}
