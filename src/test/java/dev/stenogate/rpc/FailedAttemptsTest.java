package dev.stenogate.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START =
      Long.MAX_VALUE - SECOND; // Moments are compared, not their size.

  private final FailedAttempts attempts = new FailedAttempts(3, 0.5);

  @Test
  void aPeerThatWasNeverRefusedDoesNotWait() {
    assertThat(attempts.waitNanos("a", START)).isZero();
  }

  @Test
  void behindItsBurstAPeerWaitsForTheRate() {
    refuse("a", 2);
    assertThat(attempts.waitNanos("a", START)).isZero();
    refuse("a", 1);

    assertThat(attempts.waitNanos("a", START)).isEqualTo(2 * SECOND);
    assertThat(attempts.waitNanos("a", START + SECOND)).isEqualTo(SECOND);
    assertThat(attempts.waitNanos("a", START + 2 * SECOND)).isZero();
  }

  @Test
  void onePeersFailuresAreNotAnothers() {
    refuse("a", 10);

    assertThat(attempts.waitNanos("b", START)).isZero();
  }

  @Test
  void whatWasUnderWayWhenTheBucketRanDryIsPaidForLater() {
    refuse("a", 5);

    assertThat(attempts.waitNanos("a", START)).isEqualTo(6 * SECOND);
  }

  @Test
  void noPeerWaitsForLongerThanItsDebtOfOneBurst() {
    refuse("a", 1_000);

    assertThat(attempts.waitNanos("a", START)).isEqualTo(8 * SECOND);
  }

  @Test
  void aRestedPeerHasItsBurstAgainAndNotMore() {
    refuse("a", 3);
    long later = START + 1_000 * SECOND;
    for (int i = 0; i < 3; i++) {
      assertThat(attempts.waitNanos("a", later)).isZero();
      attempts.refused("a", later);
    }

    assertThat(attempts.waitNanos("a", later)).isPositive();
  }

  @Test
  void aBurstOfZeroMeansNoLimit() {
    FailedAttempts off = new FailedAttempts(0, 1);
    off.refused("a", START);

    assertThat(off.waitNanos("a", START)).isZero();
    assertThat(off.peers()).isZero();
  }

  @Test
  void thePeersThatWereRefusedLastAreRemembered() {
    refuse("first", 3);
    for (int i = 0; i < FailedAttempts.PEERS_MAX; i++) {
      refuse("peer-" + i, 3);
    }

    assertThat(attempts.peers()).isEqualTo(FailedAttempts.PEERS_MAX);
    assertThat(attempts.waitNanos("first", START)).isZero();
    assertThat(attempts.waitNanos("peer-0", START)).isPositive();
  }

  private void refuse(String peer, int times) {
    for (int i = 0; i < times; i++) {
      attempts.refused(peer, START);
    }
  }
}
