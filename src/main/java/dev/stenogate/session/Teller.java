package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import java.util.Locale;

/**
 * What a transcription tells its caller: text, speech, progress. Partials and progress wait, and
 * are merged, while the caller does not read; the rest is little enough to be kept by the
 * transport.
 */
final class Teller {
  private static final long PROGRESS_NANOS = 1_000_000_000L;
  private static final long HEARTBEAT_NANOS = 15_000_000_000L;

  private final SessionPlan plan;
  private final ClientStream client;
  private long transcribedTo;
  private long progressNanos;
  private Reply.Progress lastProgress;

  Teller(SessionPlan plan, ClientStream client, long nowNanos) {
    this.plan = plan;
    this.client = client;
    this.progressNanos = nowNanos;
  }

  /** Tells news of the open segment, if there are any and the caller reads. */
  void partial(Utterance utterance) {
    if (utterance.hasNews() && client.ready()) {
      utterance.partial().ifPresent(client::deliver);
    }
    if (!utterance.hasNews()) {
      transcribedTo = Math.max(transcribedTo, utterance.heardTo());
    }
  }

  void finalOf(Reply.Segment segment) {
    client.deliver(segment);
  }

  /** Everything before it is in what was told, or holds no speech. */
  void transcribedTo(long position) {
    transcribedTo = Math.max(transcribedTo, position);
  }

  void speech(boolean started, long position) {
    if (plan.speechEvents()) {
      client.deliver(new Reply.SpeechEvent(started, position));
    }
  }

  void flushed(String id) {
    client.deliver(new Reply.Flushed(id));
  }

  void gap(long from, long to) {
    String text =
        String.format(
            Locale.ROOT,
            "no endpoint could transcribe the audio from %.3f s to %.3f s",
            seconds(from),
            seconds(to));
    client.deliver(new Reply.Notice(Reply.Notice.Code.AUDIO_GAP, text));
  }

  /** Tells progress, at most once a second and at least every 15 s. */
  void progress(long now, long received, long settled, long lagNanos) {
    if (now - progressNanos < PROGRESS_NANOS || !client.ready()) {
      return;
    }
    Reply.Progress progress =
        new Reply.Progress(received, Math.max(transcribedTo, settled), settled, lagNanos);
    if (!progress.equals(lastProgress) || now - progressNanos >= HEARTBEAT_NANOS) {
      client.deliver(progress);
      lastProgress = progress;
      progressNanos = now;
    }
  }

  private static double seconds(long samples) {
    return (double) samples / Pcm.SAMPLE_RATE_HZ;
  }
}
