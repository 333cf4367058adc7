package dev.stenogate.localstack;

import dev.stenogate.localstack.recogniser.MoonshineRecogniser;
import dev.stenogate.localstack.vllm.EngineProfile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code make run}: the local stack and the gateway, until the process is told to end. */
public final class LocalStackMain {
  private static final int ENDPOINTS = 3;

  private LocalStackMain() {}

  public static void main(String[] arguments) throws Exception {
    LocalStack stack =
        LocalStack.start(
            LocalStack.Options.of(
                ENDPOINTS, MoonshineRecogniser.shared(), EngineProfile.named("l4")));
    System.out.println(
        "local stack at "
            + stack.front().uri()
            + "; gateway on localhost:9000, health and metrics on :9100");
    System.out.println(
        "try: bin/stenogate transcribe src/localstack/resources/audio/inaugural-1961.wav");
    Map<String, String> config = new LinkedHashMap<>(stack.gatewayConfig());
    config.put("stenogate.auth.anonymous", "true");
    config.put("stenogate.server.plaintext", "true");
    for (String setting : arguments) {
      int equals = setting.indexOf('=');
      config.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    Process gateway =
        new ProcessBuilder(Program.command(List.of(), config, "serve")).inheritIO().start();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  gateway.destroy();
                  stack.close();
                }));
    System.exit(gateway.waitFor());
  }
}
