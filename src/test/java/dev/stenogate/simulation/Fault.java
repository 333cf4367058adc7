package dev.stenogate.simulation;

import java.util.EnumSet;

/** Everything that can go wrong in a world; how often each did is counted. */
enum Fault {
  // One link.
  LINK_LOST,
  LINK_ENDED,
  LINK_MODEL_FAILED,
  LINK_PLATFORM_FAILED,
  LINK_REFUSED_LATE,
  LINK_PROTOCOL,
  LINK_UNREACHABLE,
  ERROR_EVENT,
  ERROR_WITHOUT_CODE,
  GARBAGE_FRAME,
  HALF_OPEN,
  UNWRITABLE,
  WRITABLE_SIGNAL_LOST,
  BLANK_GENERATION,
  DONE_TWICE,
  // One endpoint, for a while.
  DOOR_UNREACHABLE,
  DOOR_REFUSES,
  DOOR_DENIES,
  DOOR_KNOWS_NOTHING,
  DOOR_HANGS,
  CREATED_LATE,
  CREATED_NEVER,
  MUTE,
  BLANK,
  DONE_WITHHELD,
  SLOW,
  // One endpoint, at once.
  ALL_LINKS_DROPPED,
  ALL_LINKS_CLOSED_1012,
  ALL_LINKS_CLOSED_1013,
  ALL_GENERATIONS_FAIL,
  ALL_GENERATIONS_BLANK,
  POISONED_AUDIO,
  ENDPOINT_DRAINED,
  ENGINE_DEATH,
  // A gateway.
  GATEWAY_KILLED,
  GATEWAY_DRAINED,
  TOKENS_EXPIRED,
  // A call.
  CALL_LOST,
  CALL_LOST_UNNOTICED,
  // A caller.
  CALLER_READS_SLOWLY,
  CALLER_READS_NOTHING,
  CALLER_CANCELS,
  CALLER_STOPS_EARLY,
  CALLER_PAUSES,
  CALLER_FLUSHES,
  // Nothing: must do no harm at all.
  UNKNOWN_EVENT,
  CLOSED_TWICE;

  /** What it befalls. */
  enum Scope {
    LINK,
    ENDPOINT,
    OTHER
  }

  Scope scope() {
    if (EnumSet.range(LINK_LOST, DONE_TWICE).contains(this)) {
      return Scope.LINK;
    }
    return EnumSet.range(DOOR_UNREACHABLE, ENGINE_DEATH).contains(this)
        ? Scope.ENDPOINT
        : Scope.OTHER;
  }
}
