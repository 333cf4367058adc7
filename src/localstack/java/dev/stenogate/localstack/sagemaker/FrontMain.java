package dev.stenogate.localstack.sagemaker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a front until the process is stopped. */
@Command(
    name = "front",
    mixinStandardHelpOptions = true,
    description = "Stands in for SageMaker Runtime HTTP/2.")
public final class FrontMain implements Callable<Integer> {
  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address (${DEFAULT-VALUE})")
  private String host;

  @Option(names = "--port", defaultValue = "8443", description = "Port (${DEFAULT-VALUE})")
  private int port;

  @Option(names = "--plaintext", description = "HTTP/2 with prior knowledge instead of TLS")
  private boolean plaintext;

  @Option(names = "--tls-dir", description = "Keeps the certificate here, as front.pem")
  private Path tlsDirectory;

  @Option(names = "--tls-name", description = "A further host name in the certificate")
  private List<String> tlsNames = List.of();

  @Option(
      names = "--endpoint",
      required = true,
      description = "name=ws://host:port of its container; repeatable")
  private Map<String, URI> endpoints = new LinkedHashMap<>();

  @Option(names = "--region", defaultValue = "eu-west-1", description = "(${DEFAULT-VALUE})")
  private String region;

  @Option(
      names = "--access-key",
      defaultValue = "AKIDLOCALSTACK",
      description = "(${DEFAULT-VALUE})")
  private String accessKeyId;

  @Option(
      names = "--secret",
      defaultValue = "local-stack-secret",
      description = "What signatures are checked with (${DEFAULT-VALUE})")
  private String secret;

  @Option(names = "--session-token", defaultValue = "", description = "Expected of every caller")
  private String sessionToken;

  @Option(
      names = "--control-port",
      description = "Takes orders for faults here: POST /faults?endpoint=gpu-1&strike=reset")
  private Integer controlPort;

  /** Ends the process with picocli's code: 2 for a wrong option. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new FrontMain()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var defaults = FrontOptions.Listen.DEFAULT;
    var options =
        FrontOptions.of(endpoints)
            .with(new FrontOptions.Keys(region, accessKeyId, secret, sessionToken))
            .with(
                new FrontOptions.Listen(
                    host,
                    port,
                    !plaintext,
                    tlsNames,
                    Optional.ofNullable(tlsDirectory),
                    defaults.streamsMax(),
                    defaults.windowBytes()));
    try (var front = SageMakerFront.start(options)) {
      System.out.printf("SageMaker front on %s%n", front.uri());
      if (!plaintext) {
        System.out.printf("trust %s%n", front.certificatePem());
      }
      if (controlPort != null) {
        FrontControl.start(front, controlPort);
      }
      Thread.currentThread().join();
      return 0;
    }
  }
}
