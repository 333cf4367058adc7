package dev.stenogate.upstream.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.localstack.sagemaker.Fault;
import dev.stenogate.localstack.sagemaker.FrontOptions;
import dev.stenogate.localstack.sagemaker.Opening;
import dev.stenogate.localstack.sagemaker.Refusal;
import dev.stenogate.upstream.Signal.Reason;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a link tells of each way in which SageMaker can fail, over TLS with ALPN. */
@Timeout(60)
class FailureTest {
  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(Refusal.validation("bad name"), Reason.MISCONFIGURED, "400 "),
        Arguments.of(
            Refusal.throttling(), Reason.REFUSED, "400 ThrottlingException: Rate exceeded"),
        Arguments.of(
            Refusal.accessDenied("not authorized to perform: sagemaker:InvokeEndpoint"),
            Reason.DENIED,
            "403 AccessDeniedException: not authorized to perform"),
        Arguments.of(Refusal.model("no WebSocket"), Reason.REFUSED, "424 "),
        Arguments.of(new Refusal(429, "TooManyRequests", "slow down"), Reason.REFUSED, "429 "),
        Arguments.of(new Refusal(404, "ResourceNotFound", "none"), Reason.MISCONFIGURED, "404 "),
        Arguments.of(new Refusal(401, "Whatever", "who?"), Reason.DENIED, "401 "),
        Arguments.of(Refusal.internal(), Reason.REFUSED, "500 "),
        Arguments.of(Refusal.unavailable(), Reason.REFUSED, "503 "));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void anHttpErrorIsToldWithItsStatusAndType(Refusal refusal, Reason reason, String begin)
      throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      stage.faults().opening(new Opening.Refused(refusal));
      Ending ending = stage.open().told().ending();
      assertThat(ending.reason()).isEqualTo(reason);
      assertThat(ending.detail())
          .startsWith(begin)
          .contains(refusal.type())
          .contains(refusal.message())
          .contains("request id");
      Stage.await("no link", () -> stage.transport.openLinks() == 0);
    }
  }

  @Test
  void aWrongSecretIsDeniedAndSaysWhy() throws Exception {
    var wrong =
        new SageMakerCredentials.Static(FrontOptions.Keys.DEFAULT.accessKeyId(), "wrong", "");
    try (var stage = Stage.of(FakeContainer.start(), options -> options, wrong)) {
      Ending ending = stage.open().told().ending();
      assertThat(ending.reason()).isEqualTo(Reason.DENIED);
      assertThat(ending.detail())
          .startsWith("403 InvalidSignatureException: The request signature");
      assertThat(stage.container.callersWaiting()).isZero();
    }
  }

  @Test
  void anUnknownKeyIsDenied() throws Exception {
    var unknown = new SageMakerCredentials.Static("AKIDNOBODY", "secret", "");
    try (var stage = Stage.of(FakeContainer.start(), options -> options, unknown)) {
      Ending ending = stage.open().told().ending();
      assertThat(ending.reason()).isEqualTo(Reason.DENIED);
      assertThat(ending.detail()).startsWith("403 UnrecognizedClientException");
    }
  }

  @Test
  void anUnknownEndpointIsAMistakeOfConfiguration() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      Ending ending = stage.open(SageMakerTarget.of("nowhere", "m")).told().ending();
      assertThat(ending.reason()).isEqualTo(Reason.MISCONFIGURED);
      assertThat(ending.detail()).contains("Endpoint nowhere not found");
    }
  }

  @Test
  void aContainerThatRefusesTheHandshakeIsRefusedForNow() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start().refusing(503))) {
      Ending ending = stage.open().told().ending();
      assertThat(ending.reason()).isEqualTo(Reason.REFUSED);
      assertThat(ending.detail()).startsWith("424 ModelError").contains("status 503");
    }
  }

  @Test
  void aContainerThatIsNotThereIsRefusedForNow() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      stage.container.close();
      Ending ending = stage.open().told().ending();
      assertThat(ending.reason()).isEqualTo(Reason.REFUSED);
      assertThat(ending.detail()).startsWith("424 ModelError");
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        // The SDK takes a pure reset after 200 for a good end.
        Arguments.of(new Fault.Reset(0), Reason.ENDED, ""),
        Arguments.of(new Fault.Reset(2), Reason.ENDED, ""),
        Arguments.of(new Fault.Reset(7), Reason.ENDED, ""),
        Arguments.of(new Fault.Reset(8), Reason.ENDED, ""),
        Arguments.of(new Fault.EndStream(), Reason.ENDED, ""),
        Arguments.of(new Fault.EndInMidMessage(), Reason.ENDED, ""),
        Arguments.of(new Fault.KillTcp(), Reason.LOST, ""),
        Arguments.of(new Fault.GoAwayAndClose(), Reason.LOST, ""),
        Arguments.of(new Fault.GoAwayLowId(), Reason.LOST, "GOAWAY"),
        Arguments.of(new Fault.BadChecksum(), Reason.PROTOCOL, ""),
        Arguments.of(
            new Fault.ModelStreamError("E1", "out of memory"),
            Reason.MODEL_FAILED,
            "ModelStreamError E1: out of memory"),
        Arguments.of(
            new Fault.InternalStreamFailure("host lost"),
            Reason.PLATFORM_FAILED,
            "InternalStreamFailure: host lost"),
        Arguments.of(
            new Fault.ErrorMessage("InternalError", "who knows"),
            Reason.PLATFORM_FAILED,
            "InternalError"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aStreamThatBreaksIsToldOnce(Fault fault, Reason reason, String detail) throws Exception {
    try (var stage = Stage.tls(FakeContainer.start().echoing())) {
      var line = stage.open();
      line.send("before");
      line.told().frame();
      var caller = stage.container.caller();

      stage.faults().strike(fault);
      Ending ending = line.told().ending();
      assertThat(ending.reason()).as(ending.detail()).isEqualTo(reason);
      assertThat(ending.detail()).isNotBlank().contains(detail);
      caller.awaitGone();
      Stage.await("no session", () -> stage.sessions().now() == 0);
      assertThat(line.told().brokenRules).hasValue(0);
    }
  }

  @Test
  void aGracefulGoAwayLetsTheStreamGoOn() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start().echoing())) {
      var line = stage.open();
      line.send("before");
      line.told().frame();
      stage.faults().strike(new Fault.GoAwayGraceful());
      line.send("after");
      assertThat(line.told().frame()).isEqualTo("after");
    }
  }

  @Test
  void anUnknownEventIsPassedOver() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start().echoing())) {
      var line = stage.open();
      line.send("before");
      line.told().frame();
      stage.faults().strike(new Fault.UnknownEvent());
      line.send("after");
      assertThat(line.told().frame()).isEqualTo("after");
    }
  }

  @Test
  void aResetBeforeTheAnswerIsUnreachable() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      stage.faults().opening(new Opening.Reset(7));
      assertThat(stage.open().told().ending().reason()).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Test
  void acceptedAndThenRejectedIsToldAsTheRejection() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      stage.faults().opening(new Opening.AcceptedThen(new Fault.ModelStreamError("E", "no")));
      assertThat(stage.open().told().ending().reason()).isEqualTo(Reason.MODEL_FAILED);
    }
  }

  @Test
  void aCallWithoutAnAnswerStaysOpenAndIsFreedByClosing() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      stage.faults().opening(new Opening.Never());
      var line = stage.open();
      Stage.await("a session", () -> stage.sessions().now() == 1);
      assertThat(line.told().closed).isNotDone();

      line.channel().close();
      assertThat(line.told().ending().reason()).isEqualTo(Reason.LOCAL);
      Stage.await("no session", () -> stage.sessions().now() == 0);
    }
  }

  @Test
  void aLateAnswerIsAnAnswer() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start().echoing())) {
      stage.faults().opening(new Opening.Delayed(300));
      var line = stage.open();
      line.send("sent before the 200");
      assertThat(line.told().frame()).isEqualTo("sent before the 200");
    }
  }

  @Test
  void aStalledLinkIsFreedByClosing() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var line = stage.openStalled();
      line.channel().close();
      Stage.await("no session", () -> stage.sessions().now() == 0);
      Stage.await("no link", () -> stage.transport.openLinks() == 0);
    }
  }

  @Test
  void aPingWithoutAnAnswerLosesTheLink() throws Exception {
    try (var stage = Stage.pinging(FakeContainer.start().echoing(), Duration.ofSeconds(1))) {
      stage.faults().pingsIgnored(true);
      var line = stage.open();
      Ending ending = line.told().ending();
      assertThat(ending.reason()).isEqualTo(Reason.LOST);
      assertThat(ending.detail()).containsIgnoringCase("ping");
    }
  }

  @Test
  void nobodyListeningIsUnreachable() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      stage.front.close();
      Ending ending = stage.open().told().ending();
      assertThat(ending.reason()).isEqualTo(Reason.UNREACHABLE);
      assertThat(ending.detail()).contains("Connection refused");
    }
  }

  @Test
  void anUntrustedCertificateIsUnreachable() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start());
        var transport =
            new SageMakerTransport(
                new SageMakerSettings(
                    "eu-west-1",
                    Optional.of(stage.front.uri()),
                    Stage.keys(),
                    Optional.empty(),
                    10,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(15)))) {
      var told = new Recorder();
      transport.start(transport.channel(told), SageMakerTarget.of(Stage.ENDPOINT, "m"));
      assertThat(told.ending().reason()).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Test
  void aNameThatDoesNotResolveIsUnreachable() throws Exception {
    var settings =
        new SageMakerSettings(
            "eu-west-1",
            Optional.of(URI.create("https://nowhere.invalid:8443")),
            Stage.keys(),
            Optional.empty(),
            10,
            Duration.ofSeconds(2),
            Duration.ofSeconds(15));
    try (var transport = new SageMakerTransport(settings)) {
      var told = new Recorder();
      transport.start(transport.channel(told), SageMakerTarget.of(Stage.ENDPOINT, "m"));
      assertThat(told.ending().reason()).isEqualTo(Reason.UNREACHABLE);
    }
  }

  @Test
  void webIdentityWithoutItsTokenIsAFaultOfTheKeys() throws Exception {
    try (var stage = Stage.tls(FakeContainer.start())) {
      var identity =
          new SageMakerCredentials.WebIdentity(
              "arn:aws:iam::123456789012:role/r", Path.of("/no/such/token"), "me");
      var settings = Stage.settings(stage.front, identity, Duration.ofSeconds(15));
      try (var transport = new SageMakerTransport(settings)) {
        var told = new Recorder();
        transport.start(transport.channel(told), SageMakerTarget.of(Stage.ENDPOINT, "m"));
        Ending ending = told.ending();
        assertThat(ending.reason()).as(ending.detail()).isEqualTo(Reason.DENIED);
      }
    }
  }
}
