package dev.stenogate.admission;

import dev.stenogate.admission.Exceeded.Limit;

/** Hears what limits do. On any thread. */
public interface QuotaObserver {
  /** Hears nothing. */
  QuotaObserver NONE =
      new QuotaObserver() {
        @Override
        public void refused(String tenant, Limit limit) {}

        @Override
        public void wouldRefuse(String tenant, Limit limit) {}

        @Override
        public void softPassed(String tenant, Limit limit) {}

        @Override
        public void lost() {}
      };

  /** A start, or audio, was refused. */
  void refused(String tenant, Limit limit);

  /** It would have been, did the tenant's limits refuse. */
  void wouldRefuse(String tenant, Limit limit);

  /** Its use went over the share of a limit from which on it is reported. */
  void softPassed(String tenant, Limit limit);

  /** What replicas share cannot be reached: each counts for itself, in its share. */
  void lost();
}
