package dev.stenogate.tenant;

/**
 * How much a tenant may use. Zero means no limit, everywhere.
 *
 * @param sessionsMax sessions at one time, over all replicas
 * @param starts how fast new sessions may come
 * @param audio how much audio may be sent
 * @param call bounds of each call
 * @param enforcement what happens at a limit
 */
public record TenantLimits(
    int sessionsMax, Starts starts, Audio audio, Call call, Enforcement enforcement) {
  /** No limits. */
  public static final TenantLimits NONE =
      new TenantLimits(0, Starts.NONE, Audio.NONE, Call.NONE, Enforcement.REFUSE);

  /**
   * New sessions, as a token bucket.
   *
   * @param perSecond refilled so fast; 0: no limit
   * @param burst tokens that it holds, at least 1
   */
  public record Starts(double perSecond, int burst) {
    public static final Starts NONE = new Starts(0, 1);
  }

  /**
   * Audio that callers send, in its own time.
   *
   * @param perMinuteMillis a token bucket that holds one minute's worth; 0: no limit
   * @param perDayMillis of a day in UTC; 0: no limit
   */
  public record Audio(long perMinuteMillis, long perDayMillis) {
    public static final Audio NONE = new Audio(0, 0);
  }

  /**
   * Bounds of one call.
   *
   * @param durationMillis longest session, resumptions included; 0: no limit
   * @param paceMax how many times real time audio may come, over a burst of the backlog; 0: as fast
   *     as the model hears
   * @param backlogMillis audio that may be held beyond the open segment; 0: the gateway's default
   */
  public record Call(long durationMillis, double paceMax, long backlogMillis) {
    public static final Call NONE = new Call(0, 0, 0);
  }

  /**
   * What happens at a limit.
   *
   * @param refuses false: it is counted what would have been refused (shadow mode)
   * @param softShare share of a limit from which on its use is reported, 0..1; 1: only at the limit
   */
  public record Enforcement(boolean refuses, double softShare) {
    public static final Enforcement REFUSE = new Enforcement(true, 1);
  }
}
