package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.sagemaker.Fault;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.localstack.vllm.VllmServer;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * More callers than slots come and go in every way while endpoints are cut, over TLS: no model ever
 * counts a session above its cap, each is full at some time, and at the end every slot is free. The
 * seed decides what is done, not when the threads come to do it.
 */
class CapsIT {
  private static final long SEED = 20_261_122;
  private static final int CALLERS = 12;
  private static final Map<String, Integer> CAPS = new TreeMap<>(Map.of("gpu-1", 2, "gpu-2", 3));
  private static final long LASTS_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int CHUNK_BYTES = 2_560; // 80 ms, sent each 20 ms

  private volatile long untilNanos;
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();

  @Test
  void noModelCountsMoreSessionsThanItsCapWhateverCallersAndEndpointsDo() throws Exception {
    LocalStack.Options options =
        LocalStack.Options.of(CAPS.size(), new ScriptedRecogniser(), EngineProfile.named("h100"));
    try (LocalStack stack = LocalStack.start(options);
        GatewayProcess gateway = GatewayProcess.start(List.of(), capped(stack.gatewayConfig()))) {
      Random seeds = new Random(SEED);
      untilNanos = System.nanoTime() + LASTS_NANOS;
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        Random chance = new Random(seeds.nextLong());
        threads.add(Thread.ofVirtual().start(() -> comeAndGo(gateway, chance)));
      }
      Random cuts = new Random(seeds.nextLong());
      threads.add(Thread.ofVirtual().start(() -> cut(stack, cuts)));
      for (Thread thread : threads) {
        thread.join();
      }

      System.out.printf(
          "%s calls served, %s left by their callers, %s refused or failed, %s cuts%n",
          served, left, refused, cut);
      CAPS.forEach(
          (name, cap) -> {
            VllmServer model = stack.model(name);
            System.out.printf(
                "%s: %d sessions ever, most %d, cap %d%n",
                name, model.counters().connectionsEver(), model.counters().connectionsMost(), cap);
            assertThat(model.counters().connectionsMost()).as(name).isEqualTo(cap);
          });
      assertThat(served).hasPositiveValue();
      Eventually.holds(
          "every slot is free",
          () ->
              Metrics.of(gateway).values("stenogate_endpoint_slots_held").stream()
                      .allMatch(held -> held == 0)
                  && stack.models().values().stream()
                      .allMatch(model -> model.counters().connectionsOpen() == 0));
      assertThat(gateway.log()).doesNotContain("\tat ");
    }
  }

  private static Map<String, String> capped(Map<String, String> config) {
    CAPS.forEach(
        (name, cap) ->
            config.put("stenogate.endpoints." + name + ".sessions-max", Integer.toString(cap)));
    return config;
  }

  private boolean goesOn() {
    return System.nanoTime() - untilNanos < 0;
  }

  /** One caller: a call after another. */
  private void comeAndGo(GatewayProcess gateway, Random chance) {
    byte[] speech = new ScriptedSpeech().words(0, 12, 60).pcm();
    while (goesOn()) {
      try (Caller caller = Caller.of(gateway)) {
        HandCall call = caller.transcribe().start(Requests.start().build());
        int bytes = chance.nextInt(speech.length);
        for (int at = 0; at + CHUNK_BYTES <= bytes && !call.isOver(); at += CHUNK_BYTES) {
          call.audio(Arrays.copyOfRange(speech, at, at + CHUNK_BYTES));
          pause(20);
        }
        switch (chance.nextInt(4)) {
          case 0 -> {
            call.cancel();
            left.incrementAndGet();
          }
          case 1 -> left.incrementAndGet(); // Its connection is closed below.
          default -> {
            call.halfClose();
            (call.answer().code() == Status.Code.OK ? served : refused).incrementAndGet();
          }
        }
      }
      pause(chance.nextInt(60));
    }
  }

  /** Cuts one endpoint after another. */
  private void cut(LocalStack stack, Random chance) {
    List<Fault> faults =
        List.of(
            new Fault.Reset(2),
            new Fault.EndStream(),
            new Fault.KillTcp(),
            new Fault.InternalStreamFailure("cut"),
            new Fault.GoAwayAndClose());
    List<String> names = List.copyOf(CAPS.keySet());
    while (goesOn()) {
      pause(200 + chance.nextInt(800));
      String name = names.get(chance.nextInt(names.size()));
      switch (chance.nextInt(4)) {
        case 0 -> stack.model(name).faults().dropConnections();
        case 1 -> stack.model(name).faults().closeConnections(1012, "cut");
        default -> stack.front().faults(name).strike(faults.get(chance.nextInt(faults.size())));
      }
      cut.incrementAndGet();
    }
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(millis * 1_000_000);
  }
}
