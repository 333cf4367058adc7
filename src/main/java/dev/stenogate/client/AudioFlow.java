package dev.stenogate.client;

import com.google.protobuf.ByteString;
import dev.stenogate.v1.Heartbeat;
import dev.stenogate.v1.TranscribeRequest;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Audio from the source to the present call: what is kept, when more is read, and what is sent.
 *
 * <p>The source is read when the call takes more and all that is kept was sent; and, up to the
 * bound, while there is no call or the call catches up, so that a microphone loses nothing.
 */
final class AudioFlow {
  /** Silence towards a server that ends idle calls after 60 s. */
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final KeptAudio kept = new KeptAudio();
  private final int messageBytes;
  private final long keptBytesMax;
  private boolean reading;
  private boolean sourceEnded;
  private boolean catchingUp;

  /**
   * @param messageBytes most that one read gives
   * @param keptBytesMax most that is held; at least one message
   */
  AudioFlow(int messageBytes, long keptBytesMax) {
    this.messageBytes = messageBytes;
    this.keptBytesMax = Math.max(messageBytes, keptBytesMax);
  }

  /** Where the audio that is kept begins, in bytes from the session's first. */
  long startBytes() {
    return kept.startBytes();
  }

  long keptBytes() {
    return kept.bytes();
  }

  void read(ByteString audio) {
    reading = false;
    if (!sourceEnded) {
      kept.add(audio);
    }
  }

  void sourceEnded() {
    sourceEnded = true;
  }

  /** Audio before this byte of the session is final. */
  void release(long finalBytes) {
    kept.release(finalBytes);
  }

  /** The next call is sent all that is kept. */
  void callLost() {
    kept.rewind();
    catchingUp = true;
  }

  /** When the call wants a heartbeat; empty: never as things are. */
  static OptionalLong heartbeatAtNanos(Dialled call) {
    return call.writable && !call.halfClosed
        ? OptionalLong.of(call.lastSentNanos + HEARTBEAT_NANOS)
        : OptionalLong.empty();
  }

  /**
   * Audio, as far as the call takes it; then what stands for audio; then more audio.
   *
   * @param call null while there is none
   */
  void exchange(Dialled call, long nowNanos, List<Decision> decisions) {
    if (call != null && !call.halfClosed) {
      if (call.writable && kept.hasUnsent()) {
        send(call, TranscribeRequest.newBuilder().setAudio(kept.take()), nowNanos, decisions);
      } else if (Moments.isDue(heartbeatAtNanos(call), nowNanos)) {
        var heartbeat = Heartbeat.getDefaultInstance();
        send(call, TranscribeRequest.newBuilder().setHeartbeat(heartbeat), nowNanos, decisions);
      }
      catchingUp &= kept.hasUnsent();
      if (sourceEnded && !kept.hasUnsent()) {
        call.halfClosed = true;
        decisions.add(new Decision.HalfClose(call.number));
      }
    }
    var wanted = catchingUp || (call != null && call.writable && !kept.hasUnsent());
    var hasRoom = kept.bytes() + messageBytes <= keptBytesMax;
    if (wanted && hasRoom && !reading && !sourceEnded) {
      reading = true;
      decisions.add(new Decision.Read());
    }
  }

  private static void send(
      Dialled call, TranscribeRequest.Builder request, long nowNanos, List<Decision> decisions) {
    call.writable = false;
    call.lastSentNanos = nowNanos;
    decisions.add(new Decision.Send(call.number, request.build()));
  }
}
