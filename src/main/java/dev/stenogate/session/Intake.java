package dev.stenogate.session;

import dev.stenogate.audio.Pcm;
import dev.stenogate.audio.VoiceActivityDetector;
import dev.stenogate.session.Segmenter.Cut;
import java.nio.ByteBuffer;

/**
 * The audio that came in, and how far it was listened to: buffer, voice activity and segmenter
 * behind one cursor.
 *
 * <p>Positions on the session clock: {@code settled ≤ heard ≤ received}.
 */
final class Intake {
  /** No barrier is set. */
  static final long NO_BARRIER = -1;

  /**
   * Most samples in one piece to the model, 256 ms: when it catches up, larger pieces cost less.
   */
  static final int APPEND_SAMPLES_MAX = 4_096;

  private static final int FRAME = VoiceActivityDetector.FRAME_SAMPLES;

  private final ReplayBuffer buffer;
  private final VoiceActivityDetector voice = new VoiceActivityDetector();
  private final Segmenter segmenter;
  private final byte[] frame = new byte[VoiceActivityDetector.FRAME_BYTES];
  private final byte[] scratch = new byte[APPEND_SAMPLES_MAX * Pcm.SAMPLE_BYTES];
  private long heard;
  private boolean speech; // in the last frame

  Intake(Endpointing endpointing, long firstSample) {
    buffer = new ReplayBuffer(firstSample);
    segmenter = new Segmenter(endpointing, firstSample);
    heard = firstSample;
  }

  /** Position behind the newest sample. */
  long received() {
    return buffer.end();
  }

  /** Position up to which frames were listened to. */
  long heard() {
    return heard;
  }

  /** Bytes held. */
  int sizeBytes() {
    return buffer.sizeBytes();
  }

  /** How far the open utterance may be given to the model. */
  long feedLimit() {
    return segmenter.feedLimit();
  }

  /** Audio before this position is final or silence, as long as no utterance is open. */
  long settled() {
    return segmenter.settled();
  }

  void append(ByteBuffer pcm) {
    buffer.append(pcm);
  }

  /** Whether {@link #listen} has a frame that ends at or before the limit. */
  boolean canListen(long limit, long barrier) {
    long next = nextEnd(barrier);
    return next > heard && next <= Math.min(limit, buffer.end());
  }

  /**
   * Listens to the next frame: a whole one, or what is left before the barrier, behind which other
   * audio counts.
   *
   * @param barrier between {@link #heard} and {@link #received}, or {@link #NO_BARRIER}; a frame
   *     never reaches over it
   */
  Cut listen(long barrier) {
    int samples = (int) (nextEnd(barrier) - heard);
    buffer.copy(heard, samples, frame);
    speech = voice.isSpeech(frame, samples);
    heard += samples;
    return segmenter.frame(heard, speech, voice.levelDb());
  }

  /** Whether the last frame held speech, by voice activity. */
  boolean heardSpeech() {
    return speech;
  }

  /** Ends what is open at the last frame; see {@link Segmenter#drain}. */
  Cut drain() {
    return segmenter.drain();
  }

  /**
   * Audio of the buffer.
   *
   * @param to at most {@link #APPEND_SAMPLES_MAX} behind {@code from}
   * @return valid until the next call
   */
  ByteBuffer audio(long from, long to) {
    int samples = (int) (to - from);
    buffer.copy(from, samples, scratch);
    return ByteBuffer.wrap(scratch, 0, samples * Pcm.SAMPLE_BYTES);
  }

  /** Forgets what is before the position. */
  void forget(long position) {
    buffer.trimTo(position);
  }

  private long nextEnd(long barrier) {
    long next = heard + FRAME;
    return barrier == NO_BARRIER ? next : Math.min(next, barrier);
  }
}
