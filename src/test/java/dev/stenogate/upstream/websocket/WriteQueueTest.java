package dev.stenogate.upstream.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
  private final WriteQueue queue = new WriteQueue();

  @Test
  void wantsMoreAgainOnlyOnceItIsHalfEmpty() {
    queue.add(WriteQueue.FULL_BYTES);
    assertThat(queue.wantsMore()).isTrue();
    queue.add(1);
    assertThat(queue.wantsMore()).isFalse();
    assertThat(queue.remove(1)).isFalse();
    assertThat(queue.wantsMore()).isFalse();
    assertThat(queue.remove(WriteQueue.FULL_BYTES - WriteQueue.DRAINED_BYTES)).isTrue();
    assertThat(queue.wantsMore()).isTrue();
    assertThat(queue.remove(WriteQueue.DRAINED_BYTES)).isFalse();
    assertThat(queue.bytes()).isZero();
  }

  /** A queue that stayed full with nothing in it would silence its session for good. */
  @Test
  void isNeverLeftFullWhileEmpty() throws Exception {
    for (int round = 0; round < 300; round++) {
      WriteQueue raced = new WriteQueue();
      LinkedBlockingQueue<Integer> wire = new LinkedBlockingQueue<>();
      Thread loop =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      for (int bytes = wire.take(); bytes > 0; bytes = wire.take()) {
                        raced.remove(bytes);
                      }
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  });
      for (int frame = 0; frame < 50; frame++) {
        raced.add(WriteQueue.FULL_BYTES + 1);
        wire.add(WriteQueue.FULL_BYTES + 1);
      }
      wire.add(-1);
      assertThat(loop.join(Duration.ofSeconds(10))).isTrue();
      assertThat(raced.bytes()).isZero();
      assertThat(raced.wantsMore()).isTrue();
    }
  }
}
