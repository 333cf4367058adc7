package dev.stenogate.localstack.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.v1.Notice;
import dev.stenogate.v1.NoticeCode;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.TranscribeResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MeasurementTest {
  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
  private static final long MILLI = 1_000_000;

  private long now = 1;
  private final TimedTranscript transcript = new TimedTranscript(3, () -> now);

  @Test
  void silenceReachesFromTheLastTextBeforeTheStrikeToTheFirstThatIsNew() {
    partial(100, 0, " a b");
    notice(300);
    partial(400, 0, " a"); // The replay repeats what was there.
    partial(450, 0, " a b");
    partial(700, 0, " a b c");

    Measurement m = measured(200, Optional.empty());

    assertThat(m.silence()).isEqualTo(600 * MILLI);
    assertThat(m.silenceAfter()).isEqualTo(400 * MILLI);
    assertThat(m.detected()).isEqualTo(OptionalLong.of(100 * MILLI));
    assertThat(m.recovered()).isEqualTo(OptionalLong.of(400 * MILLI));
  }

  @Test
  void aLinkThatTheLogGaveUpBeforeTheCallerWasToldWasDetectedThen() {
    partial(100, 0, " a");
    notice(900);
    partial(950, 0, " a b");

    Measurement m = measured(200, Optional.of(EPOCH.plusMillis(250)));

    assertThat(m.detected()).isEqualTo(OptionalLong.of(250 * MILLI));
    assertThat(m.recovered()).isEqualTo(OptionalLong.of(500 * MILLI));
  }

  @Test
  void aFaultThatNobodyNoticedWasNotDetected() {
    partial(100, 0, " a");
    partial(500, 0, " a b");

    Measurement m = measured(200, Optional.empty());

    assertThat(m.detected()).isEmpty();
    assertThat(m.recovered()).isEmpty();
    assertThat(m.silence()).isEqualTo(400 * MILLI);
    assertThat(m.told()).isEmpty();
  }

  @Test
  void aLinkThatWasRolledIsNoFaultDetected() {
    partial(100, 0, " a");
    hear(
        300,
        TranscribeResponse.newBuilder()
            .setNotice(Notice.newBuilder().setCode(NoticeCode.NOTICE_CODE_LINK_ROLLED)));

    Measurement m = measured(200, Optional.empty());

    assertThat(m.detected()).isEmpty();
    assertThat(m.told()).containsExactly("LINK_ROLLED");
  }

  @Test
  void whatWasToldBeforeTheStrikeIsNoneOfItsEffects() {
    notice(50);
    partial(100, 0, " a");

    assertThat(measured(200, Optional.empty()).told()).isEmpty();
  }

  @Test
  void aFinalThatComesTwiceIsSeen() {
    finalSegment(0, " a");
    finalSegment(0, " a");

    assertThat(measured(0, Optional.empty()).whole()).isFalse();
  }

  @Test
  void aTextThatDiffersIsWrongInTheTable() {
    finalSegment(0, " w0 w2");
    Measurement m = measured(0, Optional.empty());
    FaultTable table = new FaultTable(Hearing.SCRIPTED);

    assertThat(table.add(m, " w0 w1 w2")).contains("wrong");
    assertThat(table.isSame()).isFalse();
  }

  @Test
  void wordsThatDifferByTwoInAHundredAreTheSameToARealRecogniserOnly() {
    String said = " w".repeat(100);
    String heard = " w".repeat(98) + " v v";
    String farther = " w".repeat(97) + " v v v";

    assertThat(Hearing.REAL.isSame(said, heard)).isTrue();
    assertThat(Hearing.REAL.isSame(said, farther)).isFalse();
    assertThat(Hearing.SCRIPTED.isSame(said, heard)).isFalse();
  }

  private Measurement measured(long strikeMillis, Optional<Instant> linkFailed) {
    Strike strike = new Strike(strikeMillis * MILLI, EPOCH);
    return Measurement.of("a fault", strike, linkFailed, transcript, 0);
  }

  private void partial(long millis, long id, String text) {
    hear(millis, TranscribeResponse.newBuilder().setSegment(segment(id, text)));
  }

  private void finalSegment(long id, String text) {
    hear(0, TranscribeResponse.newBuilder().setSegment(segment(id, text).setIsFinal(true)));
  }

  private static Segment.Builder segment(long id, String text) {
    return Segment.newBuilder().setSegmentId(id).setText(text);
  }

  private void notice(long millis) {
    Notice.Builder changed = Notice.newBuilder().setCode(NoticeCode.NOTICE_CODE_ENDPOINT_CHANGED);
    hear(millis, TranscribeResponse.newBuilder().setNotice(changed));
  }

  private void hear(long millis, TranscribeResponse.Builder response) {
    now = millis * MILLI;
    transcript.onResponse(response.build());
  }
}
