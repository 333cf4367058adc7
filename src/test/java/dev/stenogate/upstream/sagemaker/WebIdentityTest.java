package dev.stenogate.upstream.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.stenogate.localstack.sagemaker.FrontOptions;
import dev.stenogate.upstream.Signal.Reason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A role assumed with a token file, against an STS of our own. */
@Timeout(60)
class WebIdentityTest {
  private static final String STS_ENDPOINT = "aws.endpointUrlSts";

  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private HttpServer sts;
  private int status = 200;
  private String answer =
      """
      <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <AssumeRoleWithWebIdentityResult><Credentials>
          <AccessKeyId>AKIDLOCALSTACK</AccessKeyId>
          <SecretAccessKey>a-secret-from-sts</SecretAccessKey>
          <SessionToken>a-token-from-sts</SessionToken>
          <Expiration>%s</Expiration>
        </Credentials></AssumeRoleWithWebIdentityResult>
      </AssumeRoleWithWebIdentityResponse>"""
          .formatted(Instant.now().plus(Duration.ofHours(1)));

  @BeforeEach
  void start() throws Exception {
    sts = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sts.createContext(
        "/",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("content-type", "text/xml");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    sts.start();
    System.setProperty(STS_ENDPOINT, "http://127.0.0.1:" + sts.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    System.clearProperty(STS_ENDPOINT);
    sts.stop(0);
  }

  private static SageMakerCredentials.WebIdentity identity(Path dir) throws Exception {
    Path token = Files.writeString(dir.resolve("token"), "the-token-of-the-pod");
    return new SageMakerCredentials.WebIdentity(
        "arn:aws:iam::123456789012:role/stenogate", token, "stenogate");
  }

  @Test
  void aCallIsSignedWithTheKeysThatStsGaveForTheToken(@TempDir Path dir) throws Exception {
    var keys =
        new FrontOptions.Keys(
            "eu-west-1", "AKIDLOCALSTACK", "a-secret-from-sts", "a-token-from-sts");
    try (var stage = Stage.of(FakeContainer.start().echoing(), o -> o.with(keys), Stage.keys());
        var transport =
            new SageMakerTransport(
                Stage.settings(stage.front, identity(dir), Duration.ofSeconds(15)))) {
      for (int i = 0; i < 2; i++) {
        var told = new Recorder();
        SageMakerChannel channel = transport.channel(told);
        transport.start(channel, SageMakerTarget.of(Stage.ENDPOINT, "m"));
        channel.send("signed".getBytes(StandardCharsets.UTF_8));
        assertThat(told.frame()).isEqualTo("signed");
      }
      assertThat(asked.poll(10, TimeUnit.SECONDS))
          .contains("Action=AssumeRoleWithWebIdentity")
          .contains("the-token-of-the-pod")
          .contains("RoleSessionName=stenogate");
      assertThat(asked).as("one question serves both links").isEmpty();
    }
  }

  @Test
  void aRoleThatStsDoesNotGiveIsDeniedAndSaysWhy(@TempDir Path dir) throws Exception {
    status = 403;
    answer =
        """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>
          <Type>Sender</Type><Code>AccessDenied</Code><Message>Not authorized to assume</Message>
        </Error><RequestId>r</RequestId></ErrorResponse>""";
    try (var stage = Stage.tls(FakeContainer.start());
        var transport =
            new SageMakerTransport(
                Stage.settings(stage.front, identity(dir), Duration.ofSeconds(15)))) {
      var told = new Recorder();
      transport.start(transport.channel(told), SageMakerTarget.of(Stage.ENDPOINT, "m"));
      Ending ending = told.ending();
      assertThat(ending.reason()).as(ending.detail()).isEqualTo(Reason.DENIED);
      assertThat(ending.detail()).contains("403 AccessDenied: Not authorized to assume");
    }
  }
}
