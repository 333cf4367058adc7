package dev.stenogate.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stenogate.audio.Pcm;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayBufferTest {
  private static final int PAGE_SAMPLES = ReplayBuffer.PAGE_BYTES / Pcm.SAMPLE_BYTES;

  /** Against the simplest thing that could be right: all that ever came, in one array. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void holdsWhatCameWhateverTheSizesOfThePieces(long seed) {
    Random random = new Random(seed);
    int first = random.nextInt(100_000);
    byte[] all = new byte[4_000_000];
    random.nextBytes(all);
    ReplayBuffer buffer = new ReplayBuffer(first);
    int start = 0;
    int end = 0;

    for (int step = 0; step < 2_000; step++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          int samples = Math.min(size(random), all.length / Pcm.SAMPLE_BYTES - end);
          buffer.append(bytes(all, end, end + samples));
          end += samples;
        }
        case 2 -> {
          int from = start + random.nextInt(end - start + 1);
          int to = from + random.nextInt(end - from + 1);
          byte[] copied = new byte[(to - from) * Pcm.SAMPLE_BYTES];
          buffer.copy(first + from, to - from, copied);
          assertThat(copied).isEqualTo(array(all, from, to));
        }
        default -> {
          start += random.nextInt(4) == 0 ? end - start : random.nextInt(end - start + 1);
          buffer.trimTo(first + start);
        }
      }
      assertThat(buffer.start()).isEqualTo(first + start);
      assertThat(buffer.end()).isEqualTo(first + end);
      assertThat(buffer.sizeBytes()).isEqualTo((end - start) * Pcm.SAMPLE_BYTES);
      assertThat(buffer.memoryBytes())
          .isBetween(buffer.sizeBytes(), buffer.sizeBytes() + 2 * ReplayBuffer.PAGE_BYTES);
    }
  }

  @Test
  void anEmptyBufferHoldsNoMemory() {
    ReplayBuffer buffer = new ReplayBuffer(5);
    buffer.append(ByteBuffer.allocate(3 * ReplayBuffer.PAGE_BYTES + 2));

    buffer.trimTo(buffer.end());

    assertThat(buffer.sizeBytes()).isZero();
    assertThat(buffer.memoryBytes()).isZero();
  }

  @Test
  void aPageIsGivenBackWithItsLastSample() {
    ReplayBuffer buffer = new ReplayBuffer(0);
    buffer.append(ByteBuffer.allocate(2 * ReplayBuffer.PAGE_BYTES));

    buffer.trimTo(PAGE_SAMPLES - 1);
    assertThat(buffer.memoryBytes()).isEqualTo(2 * ReplayBuffer.PAGE_BYTES);

    buffer.trimTo(PAGE_SAMPLES);
    assertThat(buffer.memoryBytes()).isEqualTo(ReplayBuffer.PAGE_BYTES);
  }

  @Test
  void trimmingBackOrBeyondTheEndChangesNothingMore() {
    ReplayBuffer buffer = new ReplayBuffer(0);
    buffer.append(ByteBuffer.allocate(2_000));
    buffer.trimTo(500);

    buffer.trimTo(100);
    assertThat(buffer.start()).isEqualTo(500);

    buffer.trimTo(9_999);
    assertThat(buffer.start()).isEqualTo(1_000);
    assertThat(buffer.end()).isEqualTo(1_000);
  }

  @Test
  void whatIsNotHeldIsNotCopied() {
    ReplayBuffer buffer = new ReplayBuffer(0);
    buffer.append(ByteBuffer.allocate(2 * PAGE_SAMPLES * Pcm.SAMPLE_BYTES));
    buffer.trimTo(10);
    byte[] target = new byte[ReplayBuffer.PAGE_BYTES];

    assertThatThrownBy(() -> buffer.copy(9, 2, target))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("[9, 11) is not in [10, %d)".formatted(2 * PAGE_SAMPLES));
    assertThatThrownBy(() -> buffer.copy(2 * PAGE_SAMPLES - 1, 2, target))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static int size(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> 1 + random.nextInt(3);
      case 1 -> PAGE_SAMPLES;
      case 2 -> random.nextInt(3 * PAGE_SAMPLES);
      default -> random.nextInt(1_000);
    };
  }

  private static ByteBuffer bytes(byte[] all, int from, int to) {
    return ByteBuffer.wrap(array(all, from, to)).asReadOnlyBuffer();
  }

  private static byte[] array(byte[] all, int from, int to) {
    return Arrays.copyOfRange(all, from * Pcm.SAMPLE_BYTES, to * Pcm.SAMPLE_BYTES);
  }
}
