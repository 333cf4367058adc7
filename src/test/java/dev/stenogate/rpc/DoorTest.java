package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import dev.stenogate.authentication.Authenticator;
import dev.stenogate.authentication.Denial;
import dev.stenogate.authentication.Verdict;
import dev.stenogate.tenant.Caller;
import dev.stenogate.v1.GetCapabilitiesRequest;
import dev.stenogate.v1.GetQuotaRequest;
import dev.stenogate.v1.TranscriptionGrpc;
import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over real sockets, on the gateway's own server. */
@SuppressWarnings("AddressSelection") // Loopback has one address.
@Timeout(60)
class DoorTest {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** The preface, and SETTINGS that say nothing. */
  private static final byte[] HTTP2 =
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0")
          .getBytes(StandardCharsets.US_ASCII);

  private static final int GO_AWAY = 7;
  private static final int FRAME_HEAD_BYTES = 9;
  private static final Duration AWAIT = Duration.ofSeconds(20);

  /** Of whoever says {@code later}. */
  private final CompletableFuture<Verdict> later = new CompletableFuture<>();

  private final AtomicInteger examined = new AtomicInteger();

  /** Admits whoever says {@code good}; {@code unavailable} cannot be looked at. */
  private final Authenticator authenticator =
      presented -> {
        examined.incrementAndGet();
        String said =
            presented.authorization().isEmpty() ? "" : presented.authorization().getFirst();
        if (said.equals("later")) {
          return later;
        }
        return CompletableFuture.completedStage(
            switch (said) {
              case "suspended" -> refused(Denial.TENANT_SUSPENDED);
              case "good" -> new Verdict.Admitted(Caller.ANONYMOUS);
              case "unavailable" -> refused(Denial.AUTHENTICATION_UNAVAILABLE);
              default -> refused(Denial.API_KEY_INVALID);
            });
      };

  @Test
  void aPeerWhoseCredentialsWereRefusedTooOftenIsNotLookedAt() throws Exception {
    try (DoorRig rig = rig(limits(3, 20_000));
        Client client = new Client(rig)) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.ask("bad").getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      }
      StatusRuntimeException refused = client.refusal("good");

      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getMessage()).contains("expected: at most 3 at once, and 0.1 a second");
      assertThat(retry(refused).getRetryDelay().getSeconds()).isBetween(8L, 10L);
      assertThat(examined).hasValue(3);
      assertThat(rig.heard).last().isEqualTo("too many from 127.0.0.1");
    }
  }

  @Test
  void whoCouldNotBeVerifiedFailedNoAttempt() throws Exception {
    try (DoorRig rig = rig(limits(2, 20_000));
        Client client = new Client(rig)) {
      for (int i = 0; i < 2 * ConnectionGuard.REFUSED_MAX; i++) {
        assertThat(client.ask("unavailable").getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      }

      assertThat(client.ask("good").getCode()).isEqualTo(Status.Code.OK);
      assertThat(rig.closings).isEmpty();
    }
  }

  @Test
  void whoGuessedNothingIsLookedAtAllTheSame() throws Exception {
    try (DoorRig rig = rig(limits(2, 20_000));
        Client client = new Client(rig)) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.ask("suspended").getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      }

      assertThat(client.ask("good").getCode()).isEqualTo(Status.Code.OK);
    }
  }

  @Test
  void aCallThatIsVerifiedForLongerThanAConnectionMayBeSilentIsLetIn() throws Exception {
    try (DoorRig rig = rig(limits(0, 300));
        Client client = new Client(rig)) {
      Future<?> slow = client.askSlowly("later");
      outlive(Duration.ofNanos(ConnectionGuard.LEAVE_NANOS + 900_000_000), () -> {}, 0);
      assertThat(rig.closings).isEmpty();
      later.complete(new Verdict.Admitted(Caller.ANONYMOUS));
      await(() -> rig.held.size() == 1);
      rig.answerHeld();

      slow.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aCallThatIsLetInAfterTheGoAwayIsNotCut() throws Exception {
    try (DoorRig rig = rig(limits(0, 20_000));
        Client client = new Client(rig)) {
      Future<?> slow = client.askSlowly("later");
      for (int i = 0; i < ConnectionGuard.REFUSED_MAX; i++) {
        client.ask("bad");
      }
      later.complete(new Verdict.Admitted(Caller.ANONYMOUS));
      await(() -> rig.held.size() == 1);
      outlive(Duration.ofNanos(ConnectionGuard.LEAVE_NANOS + 300_000_000), () -> {}, 0);
      assertThat(slow).isNotDone();
      rig.answerHeld();

      slow.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aConnectionEndsWithTheTenthCredentialInARowThatIsRefused() throws Exception {
    try (DoorRig rig = rig(limits(0, 20_000));
        Client client = new Client(rig)) {
      for (int i = 1; i < ConnectionGuard.REFUSED_MAX; i++) {
        client.ask("bad");
      }
      client.ask("good");
      for (int i = 1; i < ConnectionGuard.REFUSED_MAX; i++) {
        client.ask("bad");
      }
      assertThat(rig.closings).isEmpty();

      assertThat(client.ask("bad").getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
      await(() -> rig.closings.contains(Closing.REFUSED_TOO_OFTEN));
    }
  }

  @Test
  void aCallThatWasLetInIsNotCutByOthersThatAreNotOnItsConnection() throws Exception {
    try (DoorRig rig = rig(limits(0, 20_000));
        Client client = new Client(rig)) {
      Future<?> slow = client.askSlowly("good");
      await(() -> rig.held.size() == 1);
      for (int i = 0; i < ConnectionGuard.REFUSED_MAX; i++) {
        client.ask("bad");
      }
      await(() -> client.ask("good").isOk() && rig.door.openConnections() == 2);
      outlive(Duration.ofNanos(ConnectionGuard.LEAVE_NANOS + 300_000_000), () -> {}, 0);
      assertThat(slow).isNotDone();
      rig.answerHeld();

      slow.get(20, TimeUnit.SECONDS);
      await(() -> rig.closings.contains(Closing.REFUSED_TOO_OFTEN));
    }
  }

  @Test
  void aConnectionOnWhichNobodyKnocksGetsGoAwayAndIsClosed() throws Exception {
    try (DoorRig rig = rig(limits(0, 300));
        Socket socket = connect(rig)) {
      socket.getOutputStream().write(HTTP2);

      assertThat(lastFrameType(socket.getInputStream())).isEqualTo(GO_AWAY);
      await(() -> rig.closings.contains(Closing.UNAUTHENTICATED));
      assertThat(rig.door.openConnections()).isZero();
    }
  }

  @Test
  void aConnectionThatSaysOneByteNowAndThenIsClosedAllTheSame() throws Exception {
    try (DoorRig rig = rig(limits(0, 600));
        Socket socket = connect(rig)) {
      long deadline = System.nanoTime() + AWAIT.toNanos();
      for (int i = 0; rig.closings.isEmpty() && System.nanoTime() < deadline; i++) {
        try {
          socket.getOutputStream().write(HTTP2[i % HTTP2.length]);
        } catch (SocketException _) {
          // Closed.
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }

      assertThat(rig.closings).containsExactly(Closing.NOT_NEGOTIATED);
    }
  }

  @Test
  void aConnectionOfWhichOneHalfIsClosedIsClosed() throws Exception {
    try (DoorRig rig = rig(limits(0, 20_000));
        Socket socket = connect(rig)) {
      socket.getOutputStream().write(HTTP2);
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();

      await(() -> rig.door.openConnections() == 0);
    }
  }

  @Test
  void whoWasLetInMayStay() throws Exception {
    try (DoorRig rig = rig(limits(0, 300));
        Client client = new Client(rig)) {
      assertThat(client.ask("good").getCode()).isEqualTo(Status.Code.OK);
      outlive(
          Duration.ofMillis(900),
          () -> assertThat(client.ask("bad").getCode()).isEqualTo(Status.Code.UNAUTHENTICATED),
          3);

      assertThat(rig.closings).isEmpty();
    }
  }

  @Test
  void probesMayStayForLonger() throws Exception {
    try (DoorRig rig = rig(limits(0, 300));
        Client client = new Client(rig)) {
      outlive(Duration.ofMillis(900), client::askForHealth, Integer.MAX_VALUE);

      assertThat(rig.closings).isEmpty();
      assertThat(examined).hasValue(0);
    }
  }

  @Test
  void nobodyWatchesNamesThatHeMadeUp() throws Exception {
    try (DoorRig rig = rig(limits(0, 20_000));
        Client client = new Client(rig)) {
      for (String credential : List.of("", "bad", "good")) {
        assertThat(client.watch("x".repeat(200_000), credential).getCode())
            .isEqualTo(Status.Code.UNIMPLEMENTED);
      }

      assertThat(rig.watched).isEmpty();
      assertThat(examined).hasValue(0);
    }
  }

  @Test
  void aQuestionForHealthIsShort() throws Exception {
    try (DoorRig rig = rig(limits(0, 20_000));
        Client client = new Client(rig)) {
      Status refused = client.check("x".repeat(MessageBound.HEALTH_BYTES_MAX));

      assertThat(refused.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(refused.getDescription()).contains("expected: at most 1024");
      assertThat(client.check("x".repeat(1_000)).isOk()).isTrue();
    }
  }

  @Test
  void whatComesOverTheBoundIsClosedAtOnceAndTheRestGoesOn() throws Exception {
    DoorLimits two =
        new DoorLimits(9, 2, TimeUnit.SECONDS.toNanos(20), DoorLimits.HEADER_TABLE_BYTES, 0, 1);
    try (DoorRig rig = rig(two);
        Client client = new Client(rig)) {
      client.ask("good");
      try (Socket second = connect(rig)) {
        second.getOutputStream().write(HTTP2);
        await(() -> rig.door.openConnections() == 2);
        try (Socket third = connect(rig)) {
          assertThat(third.getInputStream().read()).isEqualTo(-1);
        }
      }

      assertThat(rig.closings).contains(Closing.PER_PEER_MAX);
      await(() -> rig.door.openConnections() == 1);
      assertThat(client.ask("good").getCode()).isEqualTo(Status.Code.OK);
    }
  }

  @Test
  void aConnectionThatMayKeepNoHeadersServesCallAfterCall() throws Exception {
    DoorLimits none = new DoorLimits(9, 9, TimeUnit.SECONDS.toNanos(20), 0, 0, 1);
    try (DoorRig rig = rig(none);
        Client client = new Client(rig)) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.ask("good").getCode()).isEqualTo(Status.Code.OK);
      }
      assertThat(rig.closings).isEmpty();
    }
  }

  private DoorRig rig(DoorLimits limits) throws Exception {
    return new DoorRig(Optional.empty(), limits, authenticator);
  }

  private static DoorLimits limits(int burst, long unauthenticatedMillis) {
    return new DoorLimits(
        100,
        100,
        TimeUnit.MILLISECONDS.toNanos(unauthenticatedMillis),
        DoorLimits.HEADER_TABLE_BYTES,
        burst,
        0.1);
  }

  private static Verdict refused(Denial denial) {
    return new Verdict.Refused(denial, "no", "");
  }

  private static RetryInfo retry(StatusRuntimeException refused) throws IOException {
    for (var detail : StatusProto.fromThrowable(refused).getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        return detail.unpack(RetryInfo.class);
      }
    }
    throw new AssertionError("no RetryInfo");
  }

  private static Socket connect(DoorRig rig) throws IOException {
    Socket socket = new Socket(InetAddress.getByName("localhost"), rig.port());
    socket.setSoTimeout((int) AWAIT.toMillis());
    return socket;
  }

  /** Reads frames until the connection ends. */
  private static int lastFrameType(InputStream in) throws IOException {
    int type = -1;
    for (byte[] head = in.readNBytes(FRAME_HEAD_BYTES);
        head.length == FRAME_HEAD_BYTES;
        head = in.readNBytes(FRAME_HEAD_BYTES)) {
      type = head[3];
      in.skipNBytes((head[0] & 0xFF) << 16 | (head[1] & 0xFF) << 8 | (head[2] & 0xFF));
      if (type == GO_AWAY) {
        return type; // A PING follows.
      }
    }
    return type;
  }

  private static void outlive(Duration time, Runnable doing, int times) {
    long until = System.nanoTime() + time.toNanos();
    for (int i = 0; System.nanoTime() < until; i++) {
      if (i < times) {
        doing.run();
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + AWAIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).isNegative();
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /** One connection. */
  private static final class Client implements AutoCloseable {
    private final ManagedChannel channel;

    Client(DoorRig rig) {
      channel =
          NettyChannelBuilder.forAddress("localhost", rig.port())
              .negotiationType(NegotiationType.PLAINTEXT)
              .disableRetry()
              .build();
    }

    Status ask(String credential) {
      try {
        call(credential);
        return Status.OK;
      } catch (StatusRuntimeException e) {
        return e.getStatus();
      }
    }

    StatusRuntimeException refusal(String credential) {
      try {
        call(credential);
        throw new AssertionError("let in");
      } catch (StatusRuntimeException e) {
        return e;
      }
    }

    Future<?> askSlowly(String credential) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, credential);
      return TranscriptionGrpc.newFutureStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .getQuota(GetQuotaRequest.getDefaultInstance());
    }

    void askForHealth() {
      var unused =
          HealthGrpc.newBlockingStub(channel)
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .check(HealthCheckRequest.getDefaultInstance());
    }

    Status check(String service) {
      try {
        var unused =
            HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .check(HealthCheckRequest.newBuilder().setService(service).build());
        return Status.OK;
      } catch (StatusRuntimeException e) {
        return e.getStatus();
      }
    }

    Status watch(String service, String credential) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, credential);
      try {
        var unused =
            HealthGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .watch(HealthCheckRequest.newBuilder().setService(service).build())
                .next();
        return Status.OK;
      } catch (StatusRuntimeException e) {
        return e.getStatus();
      }
    }

    private void call(String credential) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, credential);
      var unused =
          TranscriptionGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}
