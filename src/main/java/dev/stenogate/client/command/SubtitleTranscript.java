package dev.stenogate.client.command;

import dev.stenogate.v1.TranscribeResponse;
import java.io.PrintStream;

/** Subtitles of one input, each written as soon as its segment is final. */
final class SubtitleTranscript implements Transcript {
  /** The two formats. */
  enum Dialect {
    /** SubRip. */
    SRT,
    /** WebVTT, W3C. */
    VTT
  }

  private final PrintStream out;
  private final StatusLine status;
  private final Dialect dialect;
  private int cues;

  SubtitleTranscript(PrintStream out, StatusLine status, Dialect dialect) {
    this.out = out;
    this.status = status;
    this.dialect = dialect;
  }

  @Override
  public void begin(String input) {
    switch (dialect) {
      case SRT -> {}
      case VTT -> out.print("WEBVTT\n\n");
    }
    out.flush();
  }

  @Override
  public void accept(TranscribeResponse response) {
    if (Transcript.isFinal(response)) {
      status.clear();
      Cues.of(response.getSegment()).forEach(this::write);
      out.flush();
    }
  }

  private void write(Cues.Cue cue) {
    var mark =
        switch (dialect) {
          case SRT -> ',';
          case VTT -> '.';
        };
    var text =
        switch (dialect) {
          case SRT -> cue.text();
          case VTT -> cue.text().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        };
    out.print(
        "%d\n%s --> %s\n%s\n\n"
            .formatted(
                ++cues,
                Offsets.timecode(cue.startMillis(), mark),
                Offsets.timecode(cue.endMillis(), mark),
                text));
  }

  @Override
  public void end() {
    out.flush();
  }
}
