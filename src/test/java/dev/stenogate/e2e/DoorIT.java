package dev.stenogate.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.GatewayProcess;
import dev.stenogate.localstack.LocalStack;
import dev.stenogate.localstack.recogniser.ScriptedRecogniser;
import dev.stenogate.localstack.vllm.EngineProfile;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that want nothing good, beside a caller who speaks. */
@SuppressWarnings("AddressSelection") // Loopback has one address.
@Timeout(240)
class DoorIT {
  private static final int PER_PEER_MAX = 50;
  private static final int FLOOD = 10_000;
  private static final int AT_ONCE = 64;
  private static final byte[] HTTP2 =
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0").getBytes(US_ASCII);

  private static LocalStack stack;
  private static GatewayProcess gateway;

  @BeforeAll
  static void start() {
    stack =
        LocalStack.start(
            LocalStack.Options.of(1, new ScriptedRecogniser(), EngineProfile.instant()));
    Map<String, String> config = new HashMap<>(stack.gatewayConfig());
    config.put("stenogate.server.unauthenticated-timeout", "2s");
    config.put("stenogate.server.connections-per-peer-max", Integer.toString(PER_PEER_MAX));
    gateway =
        GatewayProcess.start(
            List.of("-Xmx96m", "-XX:MaxDirectMemorySize=48m", "-XX:+ExitOnOutOfMemoryError"),
            config);
  }

  @AfterAll
  static void stop() {
    gateway.close();
    stack.close();
  }

  @Test
  void whoOnlyConnectsIsClosedInItsTime() {
    try (RawConnection silent = RawConnection.to(gateway);
        RawConnection polite = RawConnection.to(gateway).send(HTTP2)) {
      silent.awaitClosed();
      polite.awaitClosed();
    }
    assertThat(closed("unauthenticated")).isPositive();
    assertThat(closed("not_negotiated")).isPositive();
  }

  @Test
  void whoSaysOneByteNowAndThenIsClosedInItsTime() throws IOException {
    try (Socket slow = connect()) {
      long began = System.nanoTime();
      Eventually.holds(
          "the connection is closed",
          () -> {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
            return !says(slow, HTTP2[(int) Math.min(seconds, HTTP2.length - 1)]);
          });
    }
  }

  @Test
  void whoClosesItsHalfIsClosedAtOnce() throws IOException {
    try (Socket half = connect()) {
      half.setSoTimeout(1_900);
      half.getOutputStream().write(HTTP2);
      half.shutdownOutput();

      half.getInputStream().readAllBytes();
    }
  }

  @Test
  void tenThousandConnectionsOfOneCallerTakeNothingFromAnother() throws Exception {
    try (Caller caller = Caller.of(gateway)) {
      GoodSession good = GoodSession.begin(caller);
      List<Socket> held = new ArrayList<>();
      for (int i = 0; i < PER_PEER_MAX; i++) {
        held.add(connect());
      }
      try (ExecutorService flood = Executors.newFixedThreadPool(AT_ONCE)) {
        for (int i = 0; i < FLOOD; i++) {
          flood.execute(DoorIT::connectAndAwaitTheEnd);
        }
      }
      for (Socket socket : held) {
        socket.close();
      }

      assertThat(closed("per_peer_max")).isGreaterThan(FLOOD / 2);
      GoodSession.Heard heard = good.finish();
      assertThat(heard.answer().code()).isEqualTo(Status.Code.OK);
      assertThat(heard.finals()).isEqualTo(good.said("w"));
    }
    Eventually.holds(
        "no connection is counted that is not there",
        () -> Metrics.of(gateway).values("stenogate_connections_open").equals(List.of(0.0)));
    assertThat(gateway.log()).doesNotContain("\tat ");
  }

  @Test
  void theAuditLogSaysWhoOpenedWhatAndHowItEnded() {
    try (Caller caller = Caller.of(gateway)) {
      HandCall call = caller.transcribe().start(Requests.start().build()).awaitStarted();
      call.halfClose();
      while (!call.next().hasCompleted()) {}
    }
    Eventually.holds(
        "a line each",
        () ->
            gateway.log().contains("\"event\":\"session_opened\"")
                && gateway.log().contains("\"event\":\"session_ended\""));
    String ended =
        gateway
            .log()
            .lines()
            .filter(line -> line.contains("\"event\":\"session_ended\""))
            .reduce((_, last) -> last)
            .orElseThrow();
    assertThat(ended)
        .startsWith("{\"time\":\"")
        .endsWith("}")
        .contains(
            "\"tenant\":\"default\"",
            "\"credential_kind\":\"none\"",
            "\"peer\":\"127.0.0.1\"",
            "\"method\":\"stenogate.v1.Transcription/Transcribe\"",
            "\"outcome\":\"completed\"");
    assertThat(
            Metrics.of(gateway).lines().stream()
                .filter(line -> line.startsWith("stenogate_authentications_total")))
        .anyMatch(line -> line.contains("kind=\"none\"") && line.contains("result=\"admitted\""));
  }

  private static Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), gateway.port());
  }

  private static void connectAndAwaitTheEnd() {
    try (Socket socket = connect()) {
      socket.getInputStream().readAllBytes();
    } catch (IOException _) {
      // Reset: closed as well.
    }
  }

  private static boolean says(Socket socket, byte one) {
    try {
      socket.getOutputStream().write(one);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static double closed(String reason) {
    String counter = "stenogate_connections_closed_total{reason=\"" + reason + "\"} ";
    return Metrics.of(gateway).lines().stream()
        .filter(line -> line.startsWith(counter))
        .mapToDouble(line -> Double.parseDouble(line.substring(counter.length())))
        .sum();
  }
}
