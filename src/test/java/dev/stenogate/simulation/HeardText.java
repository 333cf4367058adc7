package dev.stenogate.simulation;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import dev.stenogate.audio.Pcm;
import dev.stenogate.v1.Notice;
import dev.stenogate.v1.NoticeCode;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.TranscribeResponse;
import dev.stenogate.v1.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the caller's application heard, over all calls: the transcript, and that nothing is wrong.
 */
final class HeardText {
  /** How every token begins: its version, and the first bytes of its expiry. */
  static final String TOKEN_HEAD = "AQAAAA";

  private static final Pattern GAP = Pattern.compile("from ([0-9.]+) s to ([0-9.]+) s");

  /** Gaps are told in milliseconds. */
  private static final int GAP_SLACK_SAMPLES = 16;

  private final Speech speech;
  private final boolean appendOnly;
  private final int lackingMax;
  private final List<String> said = new ArrayList<>();
  private final List<Gap> gaps = new ArrayList<>();
  private long nextSegmentId;
  private boolean heard; // of the open segment
  private int revision;
  private String committed = "";

  /** Audio that was declared as lost, in samples. */
  private record Gap(double from, double to) {
    boolean holds(int sample) {
      return from - GAP_SLACK_SAMPLES <= sample && sample <= to + GAP_SLACK_SAMPLES;
    }
  }

  /**
   * @param lackingMax words in a row that may be missing unsaid: a model in a blank-token rut hides
   *     a few from anybody
   */
  HeardText(Speech speech, boolean appendOnly, int lackingMax) {
    this.speech = speech;
    this.appendOnly = appendOnly;
    this.lackingMax = lackingMax;
  }

  void hear(TranscribeResponse response) {
    switch (response.getResponseCase()) {
      case SEGMENT -> segment(response.getSegment());
      case NOTICE -> notice(response.getNotice());
      default -> {}
    }
  }

  private void segment(Segment segment) {
    long id = segment.getSegmentId();
    Violation.unless(
        id == nextSegmentId, "the application heard segment %d (expected: %d)", id, nextSegmentId);
    Violation.unless(
        !heard || segment.getRevision() >= revision,
        "the application heard revision %d of segment %d after %d",
        segment.getRevision(),
        id,
        revision);
    boolean added = appendOnly && !segment.getIsFinal();
    boolean stands = heard && segment.getRevision() == revision;
    if (stands && !added) {
      Violation.unless(
          segment.getText().startsWith(committed), "committed text of segment %d changed", id);
    }
    heard = true;
    revision = segment.getRevision();
    int end = segment.getText().offsetByCodePoints(0, segment.getCommittedLength());
    committed = (added && stands ? committed : "") + segment.getText().substring(0, end);
    if (segment.getIsFinal()) {
      said.addAll(List.of(segment.getText().strip().split(" ")));
      words(segment);
      nextSegmentId++;
      heard = false;
      committed = "";
      checkSaid();
    }
  }

  /** The words of a final are its text, in order, and lie in its audio. */
  private static void words(Segment segment) {
    if (segment.getWordsCount() == 0) {
      return;
    }
    StringBuilder spelled = new StringBuilder();
    Duration before = segment.getStartOffset();
    for (Word word : segment.getWordsList()) {
      spelled.append(' ').append(word.getText());
      Violation.unless(
          Durations.compare(word.getEndOffset(), before) >= 0
              && Durations.compare(word.getEndOffset(), segment.getEndOffset()) <= 0,
          "a word of segment %d ends elsewhere",
          segment.getSegmentId());
      before = word.getEndOffset();
    }
    Violation.unless(
        segment.getText().strip().contentEquals(spelled.toString().strip()),
        "the words of segment %d are \"%s\" (expected: \"%s\")",
        segment.getSegmentId(),
        spelled,
        segment.getText());
  }

  private void notice(Notice notice) {
    if (notice.getCode() == NoticeCode.NOTICE_CODE_AUDIO_GAP) {
      Matcher offsets = GAP.matcher(notice.getText());
      Violation.unless(offsets.find(), "a gap without offsets: %s", notice.getText());
      gaps.add(
          new Gap(
              Double.parseDouble(offsets.group(1)) * Pcm.SAMPLE_RATE_HZ,
              Double.parseDouble(offsets.group(2)) * Pcm.SAMPLE_RATE_HZ));
    }
  }

  /** After a flush: all that was said up to there is final. */
  void checkFlushed(long bytes) {
    int words = speech.wordsIn(bytes);
    int reached = checkSaid();
    if (reached < words && !mayLack(reached, words)) {
      throw wrong("finals after a flush", words + " words of " + speech.text());
    }
  }

  /** After the end of a transcription that went well, of so much audio. */
  void checkComplete(long bytes) {
    int words = speech.wordsIn(bytes);
    int reached = checkSaid();
    if (reached > words || !mayLack(reached, words)) {
      throw wrong("transcript", words + " words of " + speech.text());
    }
  }

  /**
   * At any moment the finals are a beginning of what is being said, once and in order, without what
   * was declared as lost. Gives up to which word of the speech they go.
   */
  private int checkSaid() {
    int next = 0;
    for (String word : said) {
      if (!word.isEmpty()) {
        int at = next;
        while (at < speech.words().size() && !isSaid(at, word)) {
          at++;
        }
        if (at == speech.words().size() || !mayLack(next, at)) {
          throw wrong("finals", speech.text());
        }
        next = at + 1;
      }
    }
    return next;
  }

  /** Whether the text is this word; of one that is lost, first or last pieces may be heard. */
  private boolean isSaid(int word, String text) {
    String spelled = speech.words().get(word).spelled();
    boolean inPart = lackingMax > 0 || isInGap(word);
    return spelled.equals(text) || (inPart && (spelled.startsWith(text) || spelled.endsWith(text)));
  }

  private Violation wrong(String what, String expected) {
    return new Violation(
        "%s: \"%s\" (expected: \"%s\")".formatted(what, String.join(" ", said), expected));
  }

  /** Whether all of these words may be missing. */
  private boolean mayLack(int first, int end) {
    int lacking = 0;
    for (int word = first; word < end; word++) {
      lacking = isInGap(word) ? 0 : lacking + 1;
      if (lacking > lackingMax) {
        return false;
      }
    }
    return true;
  }

  private boolean isInGap(int word) {
    int middle = speech.words().get(word).middle();
    return gaps.stream().anyMatch(gap -> gap.holds(middle));
  }
}
