package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import dev.stenogate.redaction.Redactor;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.session.Segmenter.Cut;
import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.Signal;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The data path of a session: audio in, utterances to the link, text to the caller. It outlives
 * links: audio waits while there is none, and the open utterance begins again on the next.
 *
 * <p>Audio is listened to only as far as the model may be given it, so that one cursor moves: while
 * an utterance is being finished, audio behind it waits unheard, because a model loses what comes
 * between the end and its answer.
 */
final class Transcription {
  /** Most flushes that wait; then the caller waits too. */
  static final int FLUSHES_MAX = 16;

  /** An utterance over which models reported an error so often is given up: it is its audio. */
  static final int FAULTS_MAX = 3;

  /**
   * While the caller is not asked, speech goes on for it: so long a model may wait, 30 s of its 60.
   */
  private static final long WITHHELD_GAP_NANOS = 30_000_000_000L;

  private static final long LAG_PERIOD_NANOS = 1_000_000_000L;

  /** Hears what the session has to know, and knows of the other endpoints. */
  interface Watcher extends Watchdog.Elsewhere {
    /** A segment is final, so long after its audio was complete. */
    void segmentFinal(long nanos);

    /** The caller sent everything, and everything is final. */
    void allFinal();

    /** How late the text is now. */
    void lag(long nanos);

    /** The link does not do what it must. */
    void troubled(Trouble trouble);

    /** So much audio is given up. */
    void gap(long samples);

    /** The redactor broke, and text is withheld. */
    void defect(RuntimeException defect);
  }

  private record Flush(String id, long position) {}

  private final SessionPlan plan;
  private final SessionLimits limits;
  private final LongSupplier nanoTime;
  private final Watcher watcher;
  private final Teller teller;
  private final Watchdog watchdog;
  private final Redactor redactor;
  private final int bufferBytesMax;
  private final ArrayDeque<Flush> flushes = new ArrayDeque<>();

  private Intake intake;
  private Link link; // null while none listens
  private Endpoint endpoint; // of the link
  private Utterance utterance; // null while nobody speaks
  private boolean audioEnded;
  private long skipSamples; // of audio that is final already
  private long nextSegmentId;
  private long audioNanos; // when audio last came
  private long withheldNanos; // when the caller was last kept from sending
  private long transcribed;
  private long replayed;
  private long givenUp;
  private long settledTo;
  private long received; // by this call
  private int bufferedBytesMost;
  private long lagToldNanos;

  Transcription(
      SessionPlan plan,
      SessionLimits limits,
      ClientStream client,
      LongSupplier nanoTime,
      Watcher watcher) {
    this.plan = plan;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.watcher = watcher;
    this.lagToldNanos = nanoTime.getAsLong();
    this.withheldNanos = lagToldNanos;
    this.redactor = new Redactor(plan.redaction());
    this.teller = new Teller(plan, client, lagToldNanos);
    this.watchdog = new Watchdog(limits.watch(), plan.endpointing().voiceActivity(), watcher);
    this.bufferBytesMax = limits.bufferBytesMax(plan.endpointing());
    SessionPlan.Origin origin = plan.origin();
    this.skipSamples = Math.max(0, origin.finalSamples() - origin.audioSamples());
    this.nextSegmentId = origin.nextSegmentId();
    this.intake =
        new Intake(plan.endpointing(), Math.max(origin.audioSamples(), origin.finalSamples()));
    this.settledTo = intake.received();
  }

  /** Whether another message of the caller can be taken. */
  boolean hasRoom() {
    return intake != null && intake.sizeBytes() < bufferBytesMax && flushes.size() < FLUSHES_MAX;
  }

  /** Whether no segment is open. */
  boolean isBetweenSegments() {
    return utterance == null;
  }

  int bufferedBytes() {
    return intake == null ? 0 : intake.sizeBytes();
  }

  void onAudio(ByteBuffer pcm) {
    received += pcm.remaining() / Pcm.SAMPLE_BYTES;
    skip(pcm);
    intake.append(pcm);
    bufferedBytesMost = Math.max(bufferedBytesMost, intake.sizeBytes());
    audioNanos = nanoTime.getAsLong();
    advance();
  }

  void onFlush(String id) {
    flushes.add(new Flush(id, intake.received()));
    advance();
  }

  void onAudioEnded() {
    audioEnded = true;
    advance();
  }

  /** A model listens: gives it the open utterance, if there is one, from its start. */
  void link(Link ready, Endpoint on) {
    link = ready;
    endpoint = on;
    watchdog.linked(nanoTime.getAsLong());
    if (utterance != null) {
      utterance.restart(on.delayTokens());
      link.begin();
    }
    advance();
  }

  /** Whether a model listens. */
  boolean isLinked() {
    return link != null;
  }

  /** The model is gone. Audio waits until there is another. */
  void unlink() {
    link = null;
  }

  void onLinkWritable() {
    advance();
  }

  void onClientReady() {
    if (utterance != null) {
      teller.partial(utterance);
    }
  }

  void onDelta(String text) {
    if (utterance == null) {
      return; // Deltas of an empty tail may race with nothing of ours; they say nothing.
    }
    long now = nanoTime.getAsLong();
    if (utterance.deltas() > 0) { // The first has the way there and back in it.
      watchdog.delta(utterance.waitingNanos(now));
    }
    utterance.delta(text, now);
    if (utterance.isBeyondBounds()) {
      watcher.troubled(Trouble.protocol("more deltas or text than the audio can have"));
      return;
    }
    teller.partial(utterance);
    advance();
  }

  void onDone(String text) {
    if (utterance == null || !utterance.isFinishing()) {
      watcher.troubled(
          Trouble.protocol("transcription.done came before the end of the audio was sent"));
      return;
    }
    if (utterance.lacksMostDeltas()) {
      watcher.troubled(Trouble.protocol("transcription.done came before most of the deltas"));
      return;
    }
    Optional<Trouble> doubt = watchdog.judge(utterance, text, nanoTime.getAsLong());
    if (doubt.isPresent()) {
      watcher.troubled(doubt.get());
      return;
    }
    Utterance done = utterance;
    close(done, !text.isEmpty() ? Optional.of(done.done(text)) : silent(done));
    watcher.segmentFinal(nanoTime.getAsLong() - done.finishedNanos());
    advance();
  }

  /** The model reported an error: the utterance, if there is one, is lost on this link. */
  void onFault(Signal.Fault fault) {
    if (utterance != null && isPoisoned()) {
      giveUp();
    }
    watcher.troubled(Trouble.modelError(fault));
  }

  /**
   * Looks at what time brings.
   *
   * @param withheld the caller is silent because it is not asked
   */
  void onTick(long now, boolean withheld) {
    tellLag(now);
    teller.progress(
        now,
        plan.origin().audioSamples() + received,
        settledTo,
        utterance == null ? 0 : utterance.lagNanos());
    if (link == null) {
      return;
    }
    Optional<Trouble> trouble = watchdog.look(utterance, link.writable(), reach(), now);
    if (trouble.isPresent()) {
      watcher.troubled(trouble.get());
      return;
    }
    if (withheld) {
      withheldNanos = now;
    }
    if (utterance != null && isGap(now) && isFed()) {
      cut(intake.drain()); // The caller pauses. A model that waits for audio may hang for good.
    }
    advance(); // Also mends what a lost signal of the transport would leave standing.
  }

  private boolean isGap(long now) {
    return now - Math.max(audioNanos, withheldNanos) >= limits.audioGapNanos()
        || now - audioNanos >= WITHHELD_GAP_NANOS;
  }

  private Watchdog.Reach reach() {
    return new Watchdog.Reach(
        utterance == null ? intake.heard() : utterance.answeredTo(), intake.received());
  }

  /** The most that {@link #bufferedBytes} has been. */
  int bufferedBytesMost() {
    return bufferedBytesMost;
  }

  Reply.Usage usage() {
    long segments = nextSegmentId - plan.origin().nextSegmentId();
    long unfinished = Math.max(0, plan.origin().audioSamples() + received - settledTo);
    return new Reply.Usage(
        received, transcribed, replayed, givenUp + unfinished, settledTo, segments);
  }

  /** Where the session could go on elsewhere. */
  Reply.GoAway goAway(long leftNanos) {
    return new Reply.GoAway(leftNanos, nextSegmentId, settledTo);
  }

  /** Drops the audio and the text. */
  void forget() {
    intake = null;
    utterance = null;
    redactor.forget();
  }

  /** Does all that can be done now. */
  private void advance() {
    while (link != null && (utterance == null ? lookForSpeech() : feed())) {}
  }

  /** No utterance is open. Gives whether one is now. */
  private boolean lookForSpeech() {
    long barrier = barrier();
    while (intake.canListen(Long.MAX_VALUE, barrier)) {
      listen(barrier);
      if (utterance != null) {
        return true;
      }
    }
    boolean atBarrier = intake.heard() == barrier;
    if (atBarrier) {
      cut(intake.drain());
    }
    if (utterance != null) {
      return true;
    }
    settle(intake.settled());
    return atBarrier && passBarrier();
  }

  /** An utterance is open. Gives whether to go on at once. */
  private boolean feed() {
    if (utterance.isFinishing()) {
      return false;
    }
    long window = utterance.windowEnd(limits.windowTokens());
    long barrier = barrier();
    while (utterance.end() == Utterance.OPEN && intake.canListen(window, barrier)) {
      listen(barrier);
    }
    if (utterance.end() == Utterance.OPEN && intake.heard() == barrier) {
      cut(intake.drain());
    }
    send(window);
    if (utterance.sent() == utterance.end()) {
      link.finish();
      utterance.finished(nanoTime.getAsLong());
    }
    return false;
  }

  private void listen(long barrier) {
    cut(intake.listen(barrier));
    if (utterance != null && intake.heardSpeech()) {
      utterance.blankness().speechTo(intake.heard());
    }
  }

  private void send(long window) {
    long end = utterance.end() == Utterance.OPEN ? intake.feedLimit() : utterance.end();
    while (utterance.sent() < end && utterance.sent() < window && link.writable()) {
      long from = utterance.sent();
      long to = Math.min(end, from + Intake.APPEND_SAMPLES_MAX);
      link.append(intake.audio(from, to));
      long again = utterance.sentTo(to, nanoTime.getAsLong());
      replayed += again;
      transcribed += to - from - again;
    }
  }

  private void cut(Cut cut) {
    switch (cut) {
      case Cut.None _ -> {}
      case Cut.Begin begin -> {
        settle(begin.start());
        utterance =
            new Utterance(
                nextSegmentId, begin.start(), endpoint.delayTokens(), draft(), plan.wordOffsets());
        link.begin();
        teller.speech(true, begin.onset());
      }
      case Cut.End end -> {
        utterance.endAt(end.end());
        teller.speech(false, end.speechEnd());
      }
    }
  }

  /** Everything that is told of text passes it. */
  private Draft draft() {
    Draft draft = Draft.of(plan.partials(), plan.wordOffsets());
    return plan.redaction().isNone() ? draft : new RedactedDraft(draft, redactor, watcher::defect);
  }

  /** A final for what was told and turned out to be nothing; else nothing. */
  private static Optional<Reply.Segment> silent(Utterance done) {
    return done.wasTold() ? Optional.of(done.done("")) : Optional.empty();
  }

  private boolean isPoisoned() {
    return utterance.faulted(endpoint.name(), nanoTime.getAsLong()) >= FAULTS_MAX;
  }

  /** Models cannot hear it: what there is becomes final, and the caller is told what is missing. */
  private void giveUp() {
    Utterance lost = utterance;
    if (lost.end() == Utterance.OPEN) {
      cut(intake.drain());
    }
    teller.gap(lost.start(), lost.end());
    givenUp += lost.end() - lost.start();
    watcher.gap(lost.end() - lost.start());
    boolean heard = lost.wasTold() || lost.hasText();
    close(lost, heard ? Optional.of(lost.givenUp()) : Optional.empty());
  }

  private void close(Utterance over, Optional<Reply.Segment> segment) {
    utterance = null;
    settle(over.end());
    teller.transcribedTo(over.end());
    segment.ifPresent(
        s -> {
          teller.finalOf(s);
          nextSegmentId++;
        });
  }

  /**
   * Everything before it is to be final before anything behind it is heard: a flush, or the end of
   * the audio.
   */
  private long barrier() {
    if (!flushes.isEmpty()) {
      return flushes.getFirst().position();
    }
    return audioEnded ? intake.received() : Intake.NO_BARRIER;
  }

  /** Everything before the barrier is final. Gives whether there is something behind it. */
  private boolean passBarrier() {
    if (!flushes.isEmpty()) {
      teller.flushed(flushes.removeFirst().id());
      return true;
    }
    settle(intake.received()); // What was kept in case speech follows is silence now.
    watcher.allFinal();
    return false;
  }

  private boolean isFed() {
    return utterance.end() == Utterance.OPEN
        && utterance.sent() == intake.feedLimit()
        && !intake.canListen(Long.MAX_VALUE, barrier());
  }

  /** A caller that resumes may send again what is final: it knows less than its token. */
  private void skip(ByteBuffer pcm) {
    int samples = (int) Math.min(skipSamples, pcm.remaining() / Pcm.SAMPLE_BYTES);
    skipSamples -= samples;
    pcm.position(pcm.position() + samples * Pcm.SAMPLE_BYTES);
  }

  private void settle(long position) {
    settledTo = Math.max(settledTo, position);
    intake.forget(settledTo);
  }

  private void tellLag(long now) {
    if (utterance != null && link != null && now - lagToldNanos >= LAG_PERIOD_NANOS) {
      lagToldNanos = now;
      long late = utterance.takeLatenessNanos(now);
      if (late >= 0) {
        watcher.lag(late);
      }
    }
  }
}
