package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.upstream.Signal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomeTest {
  @Test
  void everyOutcomeHasALabelOfItsOwn() {
    assertThat(Arrays.stream(Outcome.values()).map(Outcome::label))
        .doesNotHaveDuplicates()
        .allMatch(label -> label.matches("[a-z_]+"));
  }

  @ParameterizedTest
  @EnumSource
  void aLinkThatClosedIsBlamedOnTheConfigurationWhereTryingAgainCannotHelp(Signal.Reason reason) {
    Trouble trouble = Trouble.closed(new Signal.Closed(reason, "what was seen"));

    assertThat(trouble.label()).isEqualTo(reason.label());
    assertThat(trouble.ending().outcome())
        .isEqualTo(
            reason == Signal.Reason.DENIED || reason == Signal.Reason.MISCONFIGURED
                ? Outcome.UPSTREAM_MISCONFIGURED
                : Outcome.UPSTREAM_LOST);
    assertThat(trouble.ending().detail()).isEqualTo("what was seen");
    assertThat(trouble.ending().told()).isNotBlank().doesNotContain("what was seen");
  }

  @Test
  void whatAModelSaysInAnErrorIsCutToALogLine() {
    Trouble trouble = Trouble.modelError(new Signal.Fault("processing_error", "x".repeat(5_000)));

    assertThat(trouble.label()).isEqualTo("model_error");
    assertThat(trouble.detail())
        .isEqualTo("the model reported an error: processing_error (%s)".formatted("x".repeat(160)));
  }

  @Test
  void troublesOfTheSessionsOwnNameTheirTimes() {
    assertThat(Trouble.connectTimeout(10_000_000_000L).detail()).contains("within 10000 ms");
    assertThat(Trouble.stalled(5_250_000_000L).detail()).contains("for 5250 ms");
  }
}
