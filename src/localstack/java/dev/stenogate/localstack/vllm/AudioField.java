package dev.stenogate.localstack.vllm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The base64 audio of an append, decoded as leniently as Python does. */
final class AudioField {
  private AudioField() {}

  /** Its samples, at least one. */
  static short[] samples(String base64) throws BadEvent {
    byte[] pcm = decode(base64);
    if (pcm.length == 0 || pcm.length % 2 != 0) {
      throw invalid();
    }
    short[] samples = new short[pcm.length / 2];
    ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return samples;
  }

  private static byte[] decode(String base64) throws BadEvent {
    if (base64.length() % 4 == 0) {
      try {
        return Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        // Other characters in between: Python skips them.
      }
    }
    return Base64.getDecoder().decode(alphabetOnly(base64));
  }

  /**
   * What Python reads of it: characters of another alphabet are skipped, complete padding ends it,
   * missing padding is an error.
   */
  private static byte[] alphabetOnly(String base64) throws BadEvent {
    StringBuilder kept = new StringBuilder(base64.length());
    int padding = 0;
    for (int i = 0; i < base64.length(); i++) {
      char c = base64.charAt(i);
      if (c >= 128) {
        throw invalid();
      }
      if (c == '=') {
        padding++;
        if (kept.length() % 4 >= 2 && kept.length() % 4 + padding >= 4) {
          return kept.toString().getBytes(StandardCharsets.US_ASCII);
        }
      } else if (Character.isLetterOrDigit(c) || c == '+' || c == '/') {
        padding = 0;
        kept.append(c);
      }
    }
    if (kept.length() % 4 != 0) {
      throw invalid();
    }
    return kept.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static BadEvent invalid() {
    return new BadEvent("Invalid audio data", "invalid_audio");
  }
}
