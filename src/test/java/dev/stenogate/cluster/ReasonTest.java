package dev.stenogate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReasonTest {
  @Test
  void saysNothingOfAnAddressOrAPassword() {
    assertThat(Reason.of(new IllegalStateException("no redis://:secret@host\nforged line")))
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void saysWhatRedisCallsTheError() {
    assertThat(Reason.of(new IllegalStateException("NOAUTH Authentication required.")))
        .isEqualTo("java.lang.IllegalStateException NOAUTH");
  }

  @Test
  void oneWithoutAnErrorIsLate() {
    assertThat(Reason.of(null)).isEqualTo("late");
    assertThat(Reason.of(new RuntimeException())).isEqualTo("java.lang.RuntimeException");
  }
}
