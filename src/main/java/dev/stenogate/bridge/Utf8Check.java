package dev.stenogate.bridge;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * Whether a message that comes in pieces is UTF-8 (RFC 3629): no overlong form, no surrogate,
 * nothing beyond U+10FFFF. A piece may end inside a character.
 */
final class Utf8Check implements ByteProcessor {
  /** Continuation bytes that the character still needs. */
  private int missing;

  /** What the next continuation byte may be. */
  private int low = 0x80;

  private int high = 0xbf;

  /** Whether the message is good so far; with the last piece, whether it is good. */
  boolean accepts(ByteBuf piece, boolean last) {
    boolean good = piece.forEachByte(this) == -1 && !(last && missing > 0);
    if (last || !good) {
      missing = 0;
      low = 0x80;
      high = 0xbf;
    }
    return good;
  }

  @Override
  public boolean process(byte signed) {
    int value = signed & 0xff;
    if (missing == 0) {
      return value < 0x80 || begins(value);
    }
    boolean fits = value >= low && value <= high;
    missing--;
    low = 0x80;
    high = 0xbf;
    return fits;
  }

  private boolean begins(int value) {
    if (value < 0xc2 || value > 0xf4) {
      return false;
    }
    missing = value < 0xe0 ? 1 : value < 0xf0 ? 2 : 3;
    switch (value) {
      case 0xe0 -> low = 0xa0;
      case 0xed -> high = 0x9f;
      case 0xf0 -> low = 0x90;
      case 0xf4 -> high = 0x8f;
      default -> {}
    }
    return true;
  }
}
