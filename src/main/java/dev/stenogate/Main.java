package dev.stenogate;

import dev.stenogate.bridge.BridgeCommand;
import dev.stenogate.client.command.KeyCommand;
import dev.stenogate.client.command.TranscribeCommand;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Arrays;

/**
 * The one program: {@code stenogate [serve]} is the gateway, {@code stenogate bridge} runs in the
 * model container, {@code stenogate transcribe} is a client, {@code stenogate key} makes API keys.
 * Only the gateway starts Quarkus.
 */
@QuarkusMain
public final class Main {
  private static final String USAGE =
      """
      Usage: stenogate [serve]               the gateway
             stenogate bridge [OPTIONS]      the model container's bridge
             stenogate transcribe [OPTIONS]  a client
             stenogate key new [OPTIONS]     makes an API key
      Each but the first knows --help. The gateway is configured by application.properties, application.yaml or the
      environment; see the README.
      """;

  private static final int EXIT_USAGE = 1;
  private static final String HEAP_ARENAS = "io.netty.allocator.numHeapArenas";

  private Main() {}

  public static void main(String... args) {
    forgetBuffers();
    String mode = args.length == 0 ? "serve" : args[0];
    String[] rest = Arrays.copyOfRange(args, Math.min(1, args.length), args.length);
    switch (mode) {
      case "serve" -> Quarkus.run(null, Exit::of, rest);
      case "bridge" -> System.exit(BridgeCommand.run(rest));
      case "transcribe" -> System.exit(TranscribeCommand.run(rest));
      case "key" -> System.exit(KeyCommand.run(rest));
      case "--help", "-h", "help" -> System.out.print(USAGE);
      default -> {
        System.err.print(
            "stenogate: unknown command "
                + mode
                + " (expected: serve, bridge, transcribe or key)\n"
                + USAGE);
        System.exit(EXIT_USAGE);
      }
    }
  }

  /**
   * Netty keeps heap buffers to use them again, and what TLS decrypted stays in them: transcripts
   * and credentials. Those that the JVM collects are wiped. Before Netty is loaded.
   */
  private static void forgetBuffers() {
    if (System.getProperty(HEAP_ARENAS) == null) {
      System.setProperty(HEAP_ARENAS, "0");
    }
  }
}
