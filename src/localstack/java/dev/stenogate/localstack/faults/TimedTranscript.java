package dev.stenogate.localstack.faults;

import dev.stenogate.client.Reconnect;
import dev.stenogate.client.TranscriptListener;
import dev.stenogate.client.TranscriptionFailure;
import dev.stenogate.localstack.WordErrorRate;
import dev.stenogate.v1.Notice;
import dev.stenogate.v1.Segment;
import dev.stenogate.v1.TranscribeResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a caller hears, and when: each response is stamped as it comes. Thread-safe.
 *
 * <p>Text counts as new when the transcript, finals and open segment together, has more words than
 * it ever had: what a replay repeats is not news.
 */
final class TimedTranscript implements TranscriptListener {
  /** Something that the caller was told about the call itself. */
  record Told(long nanos, String what) {
    /** Links are rolled for good reasons too. */
    boolean isTrouble() {
      return !what.equals("LINK_ROLLED");
    }
  }

  private static final Pattern REASON = Pattern.compile("\\([a-z_]+\\)$");

  private final LongSupplier nanoTime;
  private final List<Long> news = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private final StringBuilder finals = new StringBuilder();
  private final CountDownLatch started = new CountDownLatch(1);
  private final int strikeWords;
  private final CountDownLatch heardEnough = new CountDownLatch(1);
  private String endpoint = "";
  private long startedNanos;
  private int wordsMost;
  private long nextSegment;
  private boolean inOrder = true;

  /**
   * @param strikeWords {@link #awaitWords} waits for so many
   */
  TimedTranscript(int strikeWords, LongSupplier nanoTime) {
    this.strikeWords = strikeWords;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized void onResponse(TranscribeResponse response) {
    long now = nanoTime.getAsLong();
    switch (response.getResponseCase()) {
      case STARTED -> {
        if (startedNanos == 0) {
          startedNanos = now;
          endpoint = response.getStarted().getEndpoint();
          started.countDown();
        }
      }
      case SEGMENT -> onSegment(response.getSegment(), now);
      case NOTICE -> told.add(new Told(now, name(response.getNotice())));
      case GO_AWAY -> told.add(new Told(now, "GO_AWAY"));
      default -> {}
    }
  }

  @Override
  public synchronized void onReconnect(Reconnect reconnect) {
    String why = reconnect.cause().map(TimedTranscript::name).orElse("asked to leave");
    told.add(new Told(nanoTime.getAsLong(), "reconnect: " + why));
  }

  private void onSegment(Segment segment, long now) {
    int words = WordErrorRate.words(finals + segment.getText()).size();
    if (words > wordsMost) {
      wordsMost = words;
      news.add(now);
    }
    if (segment.getIsFinal()) {
      inOrder &= segment.getSegmentId() == nextSegment++;
      finals.append(segment.getText());
    }
    if (words >= strikeWords) {
      heardEnough.countDown();
    }
  }

  /** Status and reason, as the table shows them. */
  static String name(TranscriptionFailure failure) {
    return (failure.code() + " " + failure.reason()).strip();
  }

  /** The code, and the reason that the text ends with in brackets. */
  private static String name(Notice notice) {
    String code = notice.getCode().name().replace("NOTICE_CODE_", "");
    Matcher reason = REASON.matcher(notice.getText());
    return reason.find() ? code + " " + reason.group() : code;
  }

  /** Something else that the caller learned now. */
  synchronized void tell(String what) {
    told.add(new Told(nanoTime.getAsLong(), what));
  }

  /** Waits until the call has started, and gives the time. */
  long awaitStarted(long secondsMax) throws InterruptedException {
    await(started, secondsMax, "started");
    synchronized (this) {
      return startedNanos;
    }
  }

  /** Waits until the words were heard that were to be waited for. */
  void awaitWords(long secondsMax) throws InterruptedException {
    await(heardEnough, secondsMax, strikeWords + " words");
  }

  private static void await(CountDownLatch latch, long secondsMax, String what)
      throws InterruptedException {
    if (!latch.await(secondsMax, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no " + what + " within " + secondsMax + " s");
    }
  }

  /** The endpoint that the call started on. */
  synchronized String endpoint() {
    return endpoint;
  }

  /** The finals, one after the other. */
  synchronized String text() {
    return finals.toString();
  }

  /** Whether finals were numbered without gap or repetition. */
  synchronized boolean isInOrder() {
    return inOrder;
  }

  /** What the caller was told, in order. */
  synchronized List<Told> told() {
    return List.copyOf(told);
  }

  /** When text came that had not been there before, in order. */
  synchronized List<Long> news() {
    return List.copyOf(news);
  }
}
