package dev.stenogate.localstack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Real speech, and what is said in it. Rights and sources: {@code audio/README.md} beside it. */
public enum SpeechSample {
  /** 11.0 s, with long pauses. */
  INAUGURAL_1961(
      "inaugural-1961",
      "And so, my fellow Americans, ask not what your country can do for you, ask what you can do"
          + " for your country."),
  /** 7.1 s. */
  SENSE_AND_SENSIBILITY_1(
      "sense-and-sensibility-1",
      "And Mr. John Dashwood had then leisure to consider how much there might be prudently in his"
          + " power to do for them."),
  /** 6.1 s. */
  SENSE_AND_SENSIBILITY_2(
      "sense-and-sensibility-2",
      "Had he married a more amiable woman, he might have been made still more respectable than he"
          + " was.");

  /** A canonical RIFF header of PCM: these files have no other chunk. */
  private static final int HEADER_BYTES = 44;

  private final String file;
  private final String text;

  SpeechSample(String name, String text) {
    this.file = "/audio/" + name + ".wav";
    this.text = text;
  }

  /** What is said. */
  public String text() {
    return text;
  }

  /** The audio: PCM16 little-endian, 16 kHz, mono; a new array each time. */
  public byte[] pcm() {
    byte[] wav = wav();
    return Arrays.copyOfRange(wav, HEADER_BYTES, wav.length);
  }

  /** The whole file. */
  public byte[] wav() {
    try (InputStream in = SpeechSample.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("not on the classpath: " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same audio as samples. */
  public short[] samples() {
    byte[] pcm = pcm();
    short[] samples = new short[pcm.length / 2];
    ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return samples;
  }
}
