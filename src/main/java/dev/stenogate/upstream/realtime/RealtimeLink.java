package dev.stenogate.upstream.realtime;

import dev.stenogate.upstream.Link;
import dev.stenogate.upstream.LinkListener;
import dev.stenogate.upstream.Signal;
import dev.stenogate.upstream.Signal.Reason;
import java.nio.ByteBuffer;

/**
 * A {@link Link} that speaks vLLM Realtime over whatever carries its frames.
 *
 * <pre>
 * server                      link                        session
 *   session.created ────────▶ session.update, then Ready ─▶
 *                    ◀─────── commit                     ◀─ begin
 *                    ◀─────── append                     ◀─ append
 *   transcription.delta ────▶ Delta ─────────────────────▶
 *                    ◀─────── commit final               ◀─ finish
 *   transcription.done ─────▶ Done ──────────────────────▶
 * </pre>
 *
 * <p><b>Two threads, no lock.</b> The {@link Link} methods run on the session's loop, the {@link
 * FrameListener} methods on the transport's threads, one call at a time on either side. Each field
 * has one writer: the session counts the utterances that it began and finished, the transport those
 * that ended, and whether the link is ready or gone. Each side reads the other's counts as
 * volatiles. All signals are given from the transport's side, so they are in order and {@link
 * Signal.Closed} is last by construction. What the two sides race for is decided by the counts: an
 * utterance that just failed swallows the audio that the session had on its way.
 *
 * <p>A transport calls {@link #attach} before the first frame, and {@link #onClosed} and then
 * {@link #onLetGo} when the connection ends, for every way to end, {@link FrameChannel#close}
 * included. The one frame that is not sent from the session's loop is {@code session.update}: it
 * leaves from within {@link #onFrame}, at a time when the session has nothing to send yet.
 */
public final class RealtimeLink implements Link, FrameListener {
  private static final int DETAIL_CHARS_MAX = 300;

  private final String model;
  private final LinkListener listener;

  private volatile FrameChannel channel;

  // Written by the session's loop.
  private volatile int begun;
  private volatile int finished;
  private volatile boolean givenUp;

  // Written by the transport's threads.
  private volatile int ended;
  private volatile boolean ready;
  private volatile boolean gone;
  private boolean letGo;
  private boolean leftovers;

  /**
   * @param model the name that the server serves the model by
   * @param listener hears the signals, on the transport's threads
   */
  public RealtimeLink(String model, LinkListener listener) {
    this.model = model;
    this.listener = listener;
  }

  /**
   * Gives the link its connection. Once, before the first frame; a link closed before closes it.
   */
  public void attach(FrameChannel channel) {
    this.channel = channel;
    if (givenUp) {
      channel.close();
    }
  }

  // The session's side.

  @Override
  public void begin() {
    if (dead()) {
      return;
    }
    if (!ready) {
      throw new IllegalStateException("begin before Ready (expected: after Ready)");
    }
    if (ended != begun) {
      throw new IllegalStateException(
          "begin in utterance %d, %s (expected: after its Done)".formatted(begun, stage()));
    }
    begun = ended + 1;
    channel.send(RealtimeCodec.commit());
  }

  @Override
  public void append(ByteBuffer pcm) {
    if (dead()) {
      return;
    }
    requireOpen("append");
    if (ended == begun) {
      pcm.position(pcm.limit()); // It failed just now; the Fault is on its way to the session.
      return;
    }
    channel.send(RealtimeCodec.append(pcm));
  }

  @Override
  public void finish() {
    if (dead()) {
      return;
    }
    requireOpen("finish");
    finished = begun;
    if (ended != begun) { // A final with nothing running would end the next utterance at its begin.
      channel.send(RealtimeCodec.commitFinal());
    }
  }

  @Override
  public boolean writable() {
    return ready && !dead() && channel.writable();
  }

  @Override
  public void close() {
    givenUp = true;
    FrameChannel attached = channel;
    if (attached != null) {
      attached.close();
    }
  }

  private void requireOpen(String call) {
    if (finished == begun) {
      throw new IllegalStateException(
          "%s %s (expected: after begin, before finish)".formatted(call, stage()));
    }
  }

  private String stage() {
    if (begun == 0) {
      return "before the first begin";
    }
    return finished == begun ? "after finish" : "open";
  }

  private boolean dead() {
    return gone || givenUp;
  }

  // The transport's side.

  @Override
  public void onFrame(byte[] utf8) {
    if (dead()) {
      return;
    }
    switch (RealtimeCodec.decode(utf8)) {
      case ServerEvent.Delta delta -> onDelta(delta);
      case ServerEvent.Done done -> onDone(done);
      case ServerEvent.SessionCreated created -> onCreated();
      case ServerEvent.Failure failure -> onFailure(failure);
      case ServerEvent.Malformed malformed -> end(Reason.PROTOCOL, malformed.detail());
      case ServerEvent.Unknown unknown -> {} // A newer server may say more than we need.
    }
  }

  @Override
  public void onWritable() {
    if (ready && !dead()) {
      listener.onSignal(new Signal.Writable());
    }
  }

  @Override
  public void onClosed(Reason reason, String detail) {
    if (!gone) {
      gone = true;
      listener.onSignal(
          givenUp
              ? new Signal.Closed(Reason.LOCAL, "closed by the gateway")
              : new Signal.Closed(reason, bounded(detail)));
    }
  }

  @Override
  public void onLetGo() {
    if (!letGo) {
      letGo = true;
      listener.onLetGo();
    }
  }

  private void onCreated() {
    if (!ready) {
      channel.send(RealtimeCodec.sessionUpdate(model));
      ready = true;
      listener.onSignal(new Signal.Ready());
    }
  }

  private void onDelta(ServerEvent.Delta delta) {
    if (ended != begun) {
      leftovers = false;
      listener.onSignal(
          delta.text().isEmpty() ? Signal.Delta.EMPTY : new Signal.Delta(delta.text()));
    } else if (!leftovers) {
      end(Reason.PROTOCOL, "transcription.delta outside of an utterance");
    }
  }

  /**
   * A Done stands for all audio of its utterance, so one that comes before the final is refused.
   */
  private void onDone(ServerEvent.Done done) {
    if (ended == begun) {
      if (!leftovers) {
        end(Reason.PROTOCOL, "transcription.done outside of an utterance");
      }
    } else if (finished != begun) {
      end(Reason.PROTOCOL, "transcription.done before the final commit (expected: after it)");
    } else {
      leftovers = false;
      ended = begun;
      listener.onSignal(new Signal.Done(done.text(), done.promptTokens(), done.completionTokens()));
    }
  }

  /**
   * An utterance that failed may still send what it had under way; that belongs to nobody. What the
   * server still holds of it is not known (a final that crossed the error would end the next
   * utterance at its begin), so a cautious session goes on with a new link.
   */
  private void onFailure(ServerEvent.Failure failure) {
    if (failure.code().equals(ServerEvent.Failure.MODEL_NOT_FOUND)) {
      end(Reason.MISCONFIGURED, describe(failure));
    } else if (!ready) {
      end(Reason.REFUSED, "error before session.created: " + describe(failure));
    } else {
      if (ended != begun) {
        leftovers = true;
        ended = begun;
      }
      listener.onSignal(new Signal.Fault(failure.code(), failure.message()));
    }
  }

  private void end(Reason reason, String detail) {
    onClosed(reason, detail);
    channel.close();
  }

  private static String describe(ServerEvent.Failure failure) {
    return failure.code().isEmpty() ? failure.message() : failure.code() + ": " + failure.message();
  }

  private static String bounded(String detail) {
    return detail.length() <= DETAIL_CHARS_MAX
        ? detail
        : detail.substring(0, DETAIL_CHARS_MAX - 1) + "…";
  }
}
