package dev.stenogate.simulation;

import dev.stenogate.upstream.Signal.Reason;

/**
 * What will befall one link at one of its frames.
 *
 * @param frame which frame of that direction, from 1
 */
record LinkFate(Kind kind, boolean upwards, int frame) {
  /** What can befall a link. */
  enum Kind {
    LOST(Fault.LINK_LOST, Reason.LOST),
    ENDED_AS_IF_WELL(Fault.LINK_ENDED, Reason.ENDED),
    MODEL_STREAM_ERROR(Fault.LINK_MODEL_FAILED, Reason.MODEL_FAILED),
    INTERNAL_STREAM_FAILURE(Fault.LINK_PLATFORM_FAILED, Reason.PLATFORM_FAILED),
    REFUSED_LATE(Fault.LINK_REFUSED_LATE, Reason.REFUSED),
    TRANSPORT_PROTOCOL(Fault.LINK_PROTOCOL, Reason.PROTOCOL),
    UNREACHABLE(Fault.LINK_UNREACHABLE, Reason.UNREACHABLE),
    GENERATION_FAILS(Fault.ERROR_EVENT, null),
    BARE_ERROR(Fault.ERROR_WITHOUT_CODE, null),
    GARBAGE(Fault.GARBAGE_FRAME, null),
    UNKNOWN_EVENT(Fault.UNKNOWN_EVENT, null),
    HALF_OPEN(Fault.HALF_OPEN, null),
    UNWRITABLE(Fault.UNWRITABLE, null),
    WRITABLE_LOST(Fault.WRITABLE_SIGNAL_LOST, null),
    BLANK(Fault.BLANK_GENERATION, null);

    final Fault fault;

    /** Why the link is gone; null where it is not. */
    final Reason reason;

    Kind(Fault fault, Reason reason) {
      this.fault = fault;
      this.reason = reason;
    }
  }
}
