package dev.stenogate.client.command;

import dev.stenogate.v1.TranscribeResponse;
import java.io.PrintStream;

/**
 * A line for every final segment. Partials go to the status line on a terminal, which the final
 * then replaces; elsewhere they are lines of their own that begin with {@code ~ }.
 */
final class TextTranscript implements Transcript {
  /** Where partials go. */
  enum Partials {
    STATUS_LINE,
    LINES,
    NOWHERE
  }

  private final PrintStream out;
  private final StatusLine status;
  private final Partials partials;
  private final boolean headings;

  /**
   * @param headings whether each input is announced, as {@code head} and {@code tail} do
   */
  TextTranscript(PrintStream out, StatusLine status, Partials partials, boolean headings) {
    this.out = out;
    this.status = status;
    this.partials = partials;
    this.headings = headings;
  }

  @Override
  public void begin(String input) {
    if (headings) {
      line("==> " + input + " <==");
    }
  }

  @Override
  public void accept(TranscribeResponse response) {
    if (!response.hasSegment()) {
      return;
    }
    var text = DisplayText.line(response.getSegment().getText());
    if (response.getSegment().getIsFinal()) {
      if (text.isEmpty()) {
        status.clear(); // A partial may have stood there; the model took it for noise.
      } else {
        line(text);
      }
      return;
    }
    switch (partials) {
      case STATUS_LINE -> status.show(text);
      case LINES -> line("~ " + text);
      case NOWHERE -> {}
    }
  }

  private void line(String text) {
    status.clear();
    out.println(text);
    out.flush();
  }

  @Override
  public void end() {
    status.clear();
  }
}
