package dev.stenogate.upstream.sagemaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.upstream.Signal.Reason;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

class EndingTest {
  private static AwsServiceException aws(int status, String code, String message) {
    return AwsServiceException.builder()
        .statusCode(status)
        .requestId("r-1")
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(message).build())
        .build();
  }

  @Test
  void aDetailIsOneBoundedLine() {
    String canonical = "does not match.\nx-amz-security-token:SECRET\n";
    Ending ending = Ending.of(aws(403, "InvalidSignatureException", canonical), null);
    assertThat(ending.detail()).doesNotContain("SECRET").doesNotContain("\n");

    Ending long1 = Ending.of(aws(500, "E", "x".repeat(5_000)), null);
    assertThat(long1.detail()).hasSize(Ending.DETAIL_CHARS_MAX).endsWith("…");
  }

  @Test
  void throttlingIsForNowWhateverItsStatus() {
    assertThat(Ending.of(aws(400, "ThrottledException", "m"), null).reason())
        .isEqualTo(Reason.REFUSED);
    assertThat(Ending.of(aws(403, "RequestThrottled", "m"), null).reason())
        .isEqualTo(Reason.REFUSED);
  }

  @Test
  void badKeysAreDeniedWhateverTheirStatus() {
    assertThat(Ending.of(aws(400, "ExpiredTokenException", "m"), null).reason())
        .isEqualTo(Reason.DENIED);
  }

  @Test
  void anIoFailureIsUnreachableBeforeTheAnswerAndLostAfter() {
    Throwable failure =
        new CompletionException(
            SdkClientException.create("Unable to execute", new IOException("reset by peer")));
    assertThat(Ending.of(failure, null).reason()).isEqualTo(Reason.UNREACHABLE);
    Ending after = Ending.of(failure, "r-2");
    assertThat(after.reason()).isEqualTo(Reason.LOST);
    assertThat(after.detail()).contains("reset by peer").contains("r-2");
  }

  @Test
  void successIsOnlyAnEnd() {
    assertThat(Ending.of(null, "r-3").reason()).isEqualTo(Reason.ENDED);
  }

  @Test
  void credentialsThatStsRefusesAreDeniedAndAnUnreachableStsIsPassing() {
    assertThat(Ending.ofCredentials(aws(400, "InvalidIdentityToken", "m")).reason())
        .isEqualTo(Reason.DENIED);
    assertThat(Ending.ofCredentials(aws(503, "Unavailable", "m")).reason())
        .isEqualTo(Reason.REFUSED);
    assertThat(
            Ending.ofCredentials(SdkClientException.create("m", new IOException("refused")))
                .reason())
        .isEqualTo(Reason.UNREACHABLE);
    assertThat(
            Ending.ofCredentials(SdkClientException.create("Unable to load credentials")).reason())
        .isEqualTo(Reason.DENIED);
  }

  @Test
  void aRingOfCausesEnds() {
    var one = new IllegalStateException("one");
    one.initCause(new IllegalStateException("two", one));
    assertThat(Ending.of(one, null).reason()).isEqualTo(Reason.UNREACHABLE);
  }
}
