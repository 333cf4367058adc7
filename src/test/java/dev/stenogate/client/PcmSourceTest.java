package dev.stenogate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PcmSourceTest {
  private static final byte[] AUDIO = Wav.ramp(1_000);

  @Test
  void readsTheSamplesOfAPlainWavAndNothingBehindThem() throws IOException {
    var file =
        new Wav().fmt(1, 1, 16_000, 16).chunk("data", AUDIO).chunk("LIST", new byte[50]).build();

    var source = wav(file);

    assertThat(source.length()).hasValue(1_000);
    assertThat(drain(source)).isEqualTo(AUDIO);
    assertThat(source.remark()).isEmpty();
  }

  @Test
  void skipsChunksThatItDoesNotKnowWithTheirPadding() throws IOException {
    var file =
        new Wav()
            .chunk("JUNK", new byte[27])
            .fmt(1, 1, 16_000, 16)
            .chunk("fact", new byte[4])
            .chunk("bext", new byte[603])
            .chunk("data", AUDIO)
            .build();

    assertThat(drain(wav(file))).isEqualTo(AUDIO);
  }

  @Test
  void readsAnExtensibleFormatByItsSubFormat() throws IOException {
    var file = new Wav().fmtExtensible(1, 1, 16_000, 16).chunk("data", AUDIO).build();

    assertThat(drain(wav(file))).isEqualTo(AUDIO);
  }

  @Test
  void readsToTheEndWhereTheSizeIsNotKnown() throws IOException {
    for (var size : new long[] {0, 0xFFFF_FFFFL, 0x8000_0000L, 0x7FFF_F000L}) {
      var file = new Wav().fmt(1, 1, 16_000, 16).chunk("data", size, AUDIO).build();

      var source = wav(file);

      assertThat(source.length()).as("%x", size).isEmpty();
      assertThat(drain(source)).as("%x", size).isEqualTo(AUDIO);
      assertThat(source.remark()).as("%x", size).isEmpty();
    }
  }

  @Test
  void saysThatTheFileIsShorterThanItsHeaderSays() throws IOException {
    var source = wav(new Wav().fmt(1, 1, 16_000, 16).chunk("data", 9_000, AUDIO).build());

    assertThat(drain(source)).isEqualTo(AUDIO);
    assertThat(source.remark()).hasValue("ends after 1000 bytes of audio (its header says 9000)");
  }

  @Test
  void leavesHalfASampleOut() throws IOException {
    var source = PcmSource.raw(new ByteArrayInputStream(AUDIO, 0, 999));

    assertThat(drain(source)).isEqualTo(Arrays.copyOf(AUDIO, 998));
    assertThat(source.remark()).hasValueSatisfying(r -> assertThat(r).contains("half sample"));
  }

  @Test
  void refusesWhatIsNotPcm16MonoAt16KilohertzAndSaysWhatItSaw() {
    refuses(new Wav().fmt(1, 2, 44_100, 16), "PCM, 16 bit, 2 channel(s), 44100 Hz (expected: PCM");
    refuses(new Wav().fmt(1, 1, 16_000, 24), "PCM, 24 bit");
    refuses(new Wav().fmt(3, 1, 16_000, 32), "float, 32 bit");
    refuses(new Wav().fmt(7, 1, 8_000, 8), "mu-law, 8 bit");
    refuses(new Wav().fmtExtensible(3, 1, 16_000, 32), "float, 32 bit");
    refuses(new Wav().fmt(0x2000, 1, 16_000, 16), "format 0x2000");
  }

  @Test
  void refusesWhatIsNoWavFile() {
    refuses(new Wav().build("RF64", "WAVE"), "begins with \"RF64\" ... \"WAVE\"");
    refuses(new Wav().build("RIFF", "AVI "), "begins with \"RIFF\" ... \"AVI \"");
    refuses(new byte[20], "begins with 0x00000000");
    refuses(new byte[0], "RIFF header");
  }

  @Test
  void refusesABrokenWavFileAndSaysWhereItBreaks() {
    refuses(new Wav().build(), "ends before or in its fmt chunk");
    refuses(new Wav().fmt(1, 1, 16_000, 16).build(), "ends before or in its data chunk");
    refuses(new Wav().chunk("data", AUDIO).build(), "data chunk comes first");
    refuses(new Wav().chunk("fmt ", new byte[14]).build(), "fmt chunk has 14 bytes");
    refuses(new Wav().chunk("fmt ", 99_999_999, new byte[99]).build(), "fmt chunk has 99999999");
    refuses(new Wav().chunk("fmt ", 16, new byte[5]).build(), "ends before or in its fmt chunk");
    refuses(new Wav().chunk("LIST", 500, new byte[9]).build(), "ends before or in its \"LIST\"");
    refuses(new Wav().fmt(0xFFFE, 1, 16_000, 16), "extensible fmt chunk has 16 bytes");
  }

  @Test
  void anyPrefixOfAWavFileIsReadOrRefusedButNothingElse() throws IOException {
    var file = new Wav().chunk("JUNK", new byte[3]).fmtExtensible(1, 1, 16_000, 16);
    var whole = file.chunk("data", AUDIO).build();
    for (var length = 0; length < whole.length; length++) {
      try {
        assertThat(drain(wav(Arrays.copyOf(whole, length))).length).isLessThanOrEqualTo(1_000);
      } catch (UnsupportedAudioException e) {
        assertThat(e).hasMessageContaining("ends before or in its");
      }
    }
  }

  @Test
  void aSniffedStreamIsRawUnlessItBeginsWithRiff() throws IOException {
    assertThat(drain(new SniffedSource(new ByteArrayInputStream(AUDIO)))).isEqualTo(AUDIO);
    assertThat(drain(new SniffedSource(new ByteArrayInputStream(Wav.speech(640)))))
        .isEqualTo(Wav.ramp(640));
    assertThat(drain(new SniffedSource(new ByteArrayInputStream(new byte[2])))).hasSize(2);
    assertThat(drain(new SniffedSource(new ByteArrayInputStream(new byte[0])))).isEmpty();
  }

  private static void refuses(Wav wav, String words) {
    refuses(wav.chunk("data", AUDIO).build(), words);
  }

  private static void refuses(byte[] file, String words) {
    assertThatThrownBy(() -> wav(file))
        .isInstanceOf(UnsupportedAudioException.class)
        .hasMessageContaining(words);
  }

  private static PcmSource wav(byte[] file) throws IOException {
    return PcmSource.wav(new ByteArrayInputStream(file));
  }

  private static byte[] drain(AudioSource source) throws IOException {
    var all = new ByteArrayOutputStream();
    var buffer = new byte[256];
    for (var read = source.read(buffer); read > 0; read = source.read(buffer)) {
      all.write(buffer, 0, read);
    }
    return all.toByteArray();
  }
}
