package dev.stenogate.e2e;

import com.google.protobuf.Duration;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.Durations;
import dev.stenogate.v1.AudioFormat;
import dev.stenogate.v1.Encoding;
import dev.stenogate.v1.Endpointing;
import dev.stenogate.v1.Start;
import dev.stenogate.v1.TranscribeRequest;

/** What callers send. */
final class Requests {
  private Requests() {}

  static TranscribeRequest of(Start start) {
    return TranscribeRequest.newBuilder().setStart(start).build();
  }

  /** What the gateway serves: PCM16 at 16 kHz, mono. */
  static AudioFormat.Builder pcm16() {
    return AudioFormat.newBuilder().setEncoding(Encoding.ENCODING_PCM16).setSampleRateHz(16_000);
  }

  /** A start that is served. */
  static Start.Builder start() {
    return Start.newBuilder().setAudioFormat(pcm16());
  }

  /** A start that is served, but for its audio format. */
  static Start start(AudioFormat.Builder format) {
    return Start.newBuilder().setAudioFormat(format).build();
  }

  /** A start that is served, but for its endpointing. */
  static Start start(Endpointing.Builder endpointing) {
    return start().setEndpointing(endpointing).build();
  }

  static Duration millis(long millis) {
    return Durations.fromMillis(millis);
  }

  /** A field that no version of the API has. */
  static UnknownFieldSet fieldNumber(int number) {
    return UnknownFieldSet.newBuilder()
        .addField(number, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
        .build();
  }
}
