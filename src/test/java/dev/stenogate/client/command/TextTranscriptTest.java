package dev.stenogate.client.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stenogate.client.Responses;
import dev.stenogate.client.command.TextTranscript.Partials;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextTranscriptTest {
  private static final String ERASE = "\r\u001b[2K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

  @Test
  void aPartialIsRepaintedAndTheFinalReplacesItOnALineOfItsOwn() {
    var transcript = live(20);

    transcript.accept(Responses.partial(0, " good"));
    transcript.accept(Responses.partial(0, " good"));
    transcript.accept(Responses.partial(0, " good morning"));
    transcript.accept(Responses.finalText(0, " Good morning.", 0, 900));
    transcript.accept(Responses.partial(1, " to"));

    assertThat(written())
        .isEqualTo(
            ERASE + "good" + ERASE + "good morning" + ERASE + "Good morning.\n" + ERASE + "to");
  }

  @Test
  void aPartialNeverWrapsAndShowsItsEnd() {
    var transcript = live(12);

    transcript.accept(Responses.partial(0, " a sentence that goes on"));
    transcript.accept(Responses.partial(0, " 音声認識です"));

    assertThat(written()).isEqualTo(ERASE + "…at goes on" + ERASE + "…声認識です");
  }

  @Test
  void aFinalIsWrittenWholeHoweverLong() {
    live(5).accept(Responses.finalText(0, " longer than the terminal", 0, 900));

    assertThat(written()).isEqualTo("longer than the terminal\n");
  }

  @Test
  void anEmptyFinalTakesItsPartialAwayAndLeavesNoLine() {
    var transcript = live(20);

    transcript.accept(Responses.partial(0, " hm"));
    transcript.accept(Responses.finalText(0, "", 0, 900));

    assertThat(written()).isEqualTo(ERASE + "hm" + ERASE);
  }

  @Test
  void theEndTakesAPartialAway() {
    var transcript = live(20);

    transcript.accept(Responses.partial(0, " hm"));
    transcript.end();

    assertThat(written()).isEqualTo(ERASE + "hm" + ERASE);
  }

  @Test
  void elsewherePartialsAreMarkedLinesOrNone() {
    var status = StatusLine.none(out);
    var lines = new TextTranscript(out, status, Partials.LINES, false);
    lines.accept(Responses.partial(0, " good"));
    lines.accept(Responses.finalText(0, " Good.", 0, 900));
    var finals = new TextTranscript(out, status, Partials.NOWHERE, true);
    finals.begin("a.wav");
    finals.accept(Responses.partial(0, " good"));
    finals.accept(Responses.finalText(0, " Two\nlines.", 0, 900));

    assertThat(written()).isEqualTo("~ good\nGood.\n==> a.wav <==\nTwo lines.\n");
  }

  private TextTranscript live(int columns) {
    return new TextTranscript(out, StatusLine.on(out, columns), Partials.STATUS_LINE, false);
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
