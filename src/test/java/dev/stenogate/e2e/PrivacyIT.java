package dev.stenogate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.authentication.KeyText;
import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.recogniser.ScriptedSpeech;
import dev.stenogate.localstack.vllm.EngineProfile;
import dev.stenogate.tls.Authority;
import dev.stenogate.tls.Certified;
import dev.stenogate.tls.Leaf;
import dev.stenogate.v1.TranscribeResponse;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a gateway remembers of a thousand sessions that are over: nothing that they said, and no key
 * that they showed. Over TLS on both sides, whose buffers are the likeliest to keep something.
 */
@DisabledIfEnvironmentVariable(
    named = "STENOGATE_NATIVE",
    matches = ".+",
    disabledReason = "jcmd dumps the heap of a JVM only")
class PrivacyIT {
  private static final String WORD = "quincunx";

  /** Begins the secret part of every key. */
  private static final String SECRET = "TheSecretOfSession";

  private static final int SESSIONS = 1_000;
  private static final Duration FORGET_MAX = Duration.ofSeconds(10);
  private static final int AT_ONCE = 8;
  private static final int WORDS = 3;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir private Path directory;

  @Test
  void nothingIsLeftOfSessionsThatAreOverWhetherTheirConnectionsAreOpenOrClosed() throws Exception {
    Certified.Written server = Authority.selfSigned(Leaf.localhost()).write(directory, "server");
    Path file = Files.writeString(directory.resolve("tenants.yaml"), tenants());
    try (LocalStack stack =
            LocalStack.start(
                LocalStack.Options.of(
                    2, new ScriptedRecogniser(n -> WORD + n), EngineProfile.instant()));
        GatewayProcess gateway =
            GatewayProcess.start(List.of("-Xmx256m"), config(stack, server, file))) {
      List<ManagedChannel> channels =
          IntStream.range(0, AT_ONCE).mapToObj(_ -> channel(gateway, server)).toList();
      speak(channels);
      awaitZero(gateway, "stenogate_sessions_active");
      assertForgotten(gateway, "open");
      assertFindsWhatIsThere(gateway, channels.getFirst());

      channels.forEach(ManagedChannel::shutdownNow);
      awaitZero(gateway, "stenogate_connections_open");
      assertForgotten(gateway, "closed");
    }
  }

  /** Soon: links to models are let go within 2 s, and what the SDK has of them with that. */
  private void assertForgotten(GatewayProcess gateway, String when) throws Exception {
    long began = System.nanoTime();
    List<String> finds;
    do {
      HeapDump heap = HeapDump.ofLiving(gateway, directory.resolve(when + ".hprof"));
      finds = new ArrayList<>(heap.find(SECRET));
      finds.addAll(heap.find(WORD));
      finds.addAll(heap.find(audio()));
      Files.delete(heap.file());
    } while (!finds.isEmpty() && System.nanoTime() - began < FORGET_MAX.toNanos());
    assertThat(finds).isEmpty();
  }

  /** A session that is open remembers its open segment: else nothing above says anything. */
  private void assertFindsWhatIsThere(GatewayProcess gateway, ManagedChannel channel)
      throws Exception {
    HandCall call = open(channel, SESSIONS);
    call.start(Requests.start().build()).awaitStarted();
    call.audio(new ScriptedSpeech().words(SESSIONS * WORDS, WORDS, 100).pcm());
    TranscribeResponse response = call.next();
    while (!response.hasSegment() || !response.getSegment().getText().contains(WORD)) {
      response = call.next();
    }
    HeapDump heap = HeapDump.ofLiving(gateway, directory.resolve("speaking.hprof"));
    assertThat(heap.find(WORD)).isNotEmpty();
    assertThat(heap.find(audio())).isNotEmpty();
    Files.delete(heap.file());
    call.cancel();
    awaitZero(gateway, "stenogate_sessions_active");
  }

  private static void awaitZero(GatewayProcess gateway, String gauge) {
    Eventually.holds(gauge + " is 0", () -> Metrics.of(gateway).values(gauge).equals(List.of(0.0)));
  }

  private static Map<String, String> config(
      LocalStack stack, Certified.Written server, Path tenants) {
    Map<String, String> config = new HashMap<>(stack.gatewayConfig());
    config.put("stenogate.auth.anonymous", "false");
    config.put("stenogate.tenants.files", tenants.toString());
    config.put("stenogate.server.plaintext", "false");
    config.put("stenogate.server.tls.certificate", server.chain().toString());
    config.put("stenogate.server.tls.key", server.key().toString());
    // Else a connection that is open keeps the headers of its calls.
    config.put("stenogate.server.header-table-bytes", "0");
    return config;
  }

  /** The middle of the tone's first block is the same in every word. */
  private static byte[] audio() {
    return Arrays.copyOfRange(new ScriptedSpeech().word(1).pcm(), 44, 60);
  }

  private static ManagedChannel channel(GatewayProcess gateway, Certified.Written server) {
    try {
      return Grpc.newChannelBuilderForAddress(
              "localhost",
              gateway.port(),
              TlsChannelCredentials.newBuilder().trustManager(server.chain().toFile()).build())
          .build();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void speak(List<ManagedChannel> channels) throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(channels.size())) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < channels.size(); i++) {
        int first = i;
        all.add(
            callers.submit(
                () -> {
                  for (int n = first; n < SESSIONS; n += channels.size()) {
                    speak(channels.get(first), n);
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private static void speak(ManagedChannel channel, int session) {
    HandCall call = open(channel, session);
    call.start(Requests.start().build()).awaitStarted();
    call.audio(new ScriptedSpeech().words(session * WORDS, WORDS, 180).silenceMillis(200).pcm());
    call.halfClose();
    StringBuilder finals = new StringBuilder();
    TranscribeResponse response = call.next();
    for (; !response.hasCompleted(); response = call.next()) {
      if (response.hasSegment() && response.getSegment().getIsFinal()) {
        finals.append(response.getSegment().getText());
      }
    }
    assertThat(finals.toString()).contains(WORD + session * WORDS);
  }

  private static HandCall open(ManagedChannel channel, int session) {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + key(session).whole());
    return HandCall.open(channel, Caller.TRANSCRIBE, CallOptions.DEFAULT, headers);
  }

  private static KeyText key(int session) {
    String id = "%012d".formatted(session);
    return new KeyText(id, "sg_%s_%s%025d".formatted(id, SECRET, session));
  }

  private static String tenants() {
    StringBuilder file = new StringBuilder("tenants: {a: {}}\nkeys:\n");
    for (int session = 0; session <= SESSIONS; session++) {
      KeyText key = key(session);
      file.append(
          "  - {id: \"%s\", tenant: a, sha256: \"%s\"}%n".formatted(key.id(), key.sha256Hex()));
    }
    return file.toString();
  }
}
