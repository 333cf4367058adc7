package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The audio that may be needed again: from the start of the open utterance, or of one that may open
 * yet, to the newest sample. Addressed by position on the session clock.
 *
 * <p>Kept in pages of 256 ms, so that it holds what it needs to within a page at both ends,
 * whatever the size of the pieces that come in, and gives memory back as it is trimmed. The bound
 * is the owner's: it stops asking for audio in time.
 */
final class ReplayBuffer {
  /** Bytes of a page. */
  static final int PAGE_BYTES = 8_192;

  private static final int PAGE_SAMPLES = PAGE_BYTES / Pcm.SAMPLE_BYTES;

  private final ArrayDeque<byte[]> pages = new ArrayDeque<>();
  private long firstPageStart;
  private long start;
  private long end;

  ReplayBuffer(long firstSample) {
    firstPageStart = firstSample;
    start = firstSample;
    end = firstSample;
  }

  /** Position of the oldest sample held. */
  long start() {
    return start;
  }

  /** Position behind the newest sample held. */
  long end() {
    return end;
  }

  /** Bytes of audio held. */
  int sizeBytes() {
    return (int) (end - start) * Pcm.SAMPLE_BYTES;
  }

  /** Bytes of memory held: the audio and at most two pages more. */
  int memoryBytes() {
    return pages.size() * PAGE_BYTES;
  }

  /** Copies whole samples in behind the newest. */
  void append(ByteBuffer pcm) {
    while (pcm.hasRemaining()) {
      int into = (int) ((end - firstPageStart) % PAGE_SAMPLES) * Pcm.SAMPLE_BYTES;
      if (into == 0) {
        pages.addLast(new byte[PAGE_BYTES]);
      }
      int length = Math.min(pcm.remaining(), PAGE_BYTES - into);
      pcm.get(pages.getLast(), into, length);
      end += length / Pcm.SAMPLE_BYTES;
    }
  }

  /** Copies {@code samples} samples from {@code position} on out; they must be held. */
  void copy(long position, int samples, byte[] target) {
    if (position < start || position + samples > end) {
      throw new IndexOutOfBoundsException(
          "[%d, %d) is not in [%d, %d)".formatted(position, position + samples, start, end));
    }
    int skip = (int) (position - firstPageStart) * Pcm.SAMPLE_BYTES;
    int left = samples * Pcm.SAMPLE_BYTES;
    int done = 0;
    Iterator<byte[]> rest = pages.iterator();
    while (left > 0) {
      byte[] page = rest.next();
      if (skip < PAGE_BYTES) {
        int length = Math.min(left, PAGE_BYTES - skip);
        System.arraycopy(page, skip, target, done, length);
        done += length;
        left -= length;
      }
      skip = Math.max(0, skip - PAGE_BYTES);
    }
  }

  /** Forgets everything before {@code position}, which is at most {@link #end}. */
  void trimTo(long position) {
    start = Math.clamp(position, start, end);
    while (!pages.isEmpty() && start - firstPageStart >= PAGE_SAMPLES) {
      pages.removeFirst();
      firstPageStart += PAGE_SAMPLES;
    }
    if (start == end) {
      pages.clear();
      firstPageStart = end;
    }
  }
}
