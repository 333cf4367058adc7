package dev.stenogate.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RefusalLinesTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final RefusalLines lines = new RefusalLines();

  @Test
  void onePeerGetsSoManyLinesASecondAndHearsOfTheRestWithTheNextOne() {
    assertThat(written("a", 12, 0)).isEqualTo(RefusalLines.PER_PEER_AND_SECOND);

    assertThat(lines.offer("a", SECOND))
        .isEqualTo(OptionalInt.of(12 - RefusalLines.PER_PEER_AND_SECOND));
    assertThat(lines.offer("a", SECOND)).isEqualTo(OptionalInt.of(0));
  }

  @Test
  void onePeersLinesAreNotTakenByAnother() {
    written("a", 50, 0);

    assertThat(lines.offer("b", 0)).isEqualTo(OptionalInt.of(0));
  }

  @Test
  void allPeersTogetherGetSoManyLinesASecond() {
    int written = 0;
    for (int i = 0; i < 1_000; i++) {
      written += written("peer-" + i, 1, 0);
    }

    assertThat(written).isEqualTo(RefusalLines.PER_SECOND);
  }

  @Test
  void whatNeverGotALineIsTakenOnce() {
    written("a", 7, 0);

    assertThat(lines.takeLeftOut()).containsExactly(new RefusalLines.LeftOut("a", 2));
    assertThat(lines.takeLeftOut()).isEmpty();
    assertThat(lines.offer("a", SECOND)).isEqualTo(OptionalInt.of(0));
  }

  @Test
  void ofPeersThatWereForgottenTheNumberStays() {
    int offered = 2 * RefusalLines.PEERS_MAX;
    int written = 0;
    for (int i = 0; i < offered; i++) {
      written += written("peer-" + i, 1, 0);
    }

    assertThat(lines.takeLeftOut().stream().mapToInt(RefusalLines.LeftOut::lines).sum() + written)
        .isEqualTo(offered);
  }

  private int written(String peer, int offered, long nowNanos) {
    int written = 0;
    for (int i = 0; i < offered; i++) {
      written += lines.offer(peer, nowNanos).isPresent() ? 1 : 0;
    }
    return written;
  }
}
