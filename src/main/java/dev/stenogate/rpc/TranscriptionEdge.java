package dev.stenogate.rpc;

import com.google.protobuf.util.Durations;
import dev.stenogate.admission.Quotas;
import dev.stenogate.routing.Requirements;
import dev.stenogate.session.Ending;
import dev.stenogate.session.Endpointing;
import dev.stenogate.session.Session;
import dev.stenogate.tenant.Caller;
import dev.stenogate.tenant.Tenant;
import dev.stenogate.tenant.TenantLimits;
import dev.stenogate.v1.Limits;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What every call at the edge shares. Immutable.
 *
 * @param surroundings what sessions share
 * @param defaultPool the pool of a call that names none
 * @param quotas who may begin now
 * @param resumption how calls go on after they broke
 * @param calls the calls that are open
 * @param drainTimes how leave is taken of them
 * @param sessionIds gives a new session's id; opaque, at most 64 characters
 * @param startTimeoutNanos longest wait for the start of a call
 * @param build version of the program
 * @param onRefused hears of whose calls ended before they were sessions
 */
public record TranscriptionEdge(
    Session.Surroundings surroundings,
    String defaultPool,
    Quotas quotas,
    Resumption resumption,
    LiveCalls calls,
    DrainTimes drainTimes,
    Supplier<String> sessionIds,
    long startTimeoutNanos,
    String build,
    BiConsumer<Caller, Ending> onRefused) {
  /**
   * Longest audio in one message, 256 KiB (8.2 s). With the session's buffer it bounds what a call
   * can make the gateway hold.
   */
  static final int AUDIO_MESSAGE_BYTES_MAX = 256 * 1024;

  /**
   * Longest message of any kind: audio, its tag and its length; and a start with all its labels is
   * far smaller.
   */
  static final long MESSAGE_BYTES_MAX = AUDIO_MESSAGE_BYTES_MAX + 1_024;

  StartReader starts() {
    return new StartReader(defaultPool, this::serves, resumption);
  }

  int audioMessageBytesMax() {
    return AUDIO_MESSAGE_BYTES_MAX;
  }

  String newSessionId() {
    return sessionIds.get();
  }

  void refused(Caller caller, Ending ending) {
    onRefused.accept(caller, ending);
  }

  /** Limits of a session with this endpointing. */
  Limits limits(Endpointing endpointing, Tenant tenant) {
    TenantLimits.Call call = tenant.limits().call();
    Limits.Builder limits = Limits.newBuilder();
    if (call.durationMillis() > 0) {
      limits.setSessionDurationMax(Durations.fromMillis(call.durationMillis()));
    }
    return limits
        .setAudioMessageBytesMax(AUDIO_MESSAGE_BYTES_MAX)
        .setIdleTimeout(Durations.fromNanos(surroundings.limits().idleNanos()))
        .setBufferBytesMax(
            surroundings.limits().of(call).bufferBytesMax(endpointing) + AUDIO_MESSAGE_BYTES_MAX)
        .build();
  }

  private boolean serves(Requirements requirements) {
    return surroundings.dispatcher().knows(requirements);
  }
}
