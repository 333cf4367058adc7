package dev.stenogate.localstack.sagemaker;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** One endpoint: its container, its faults and its open streams. Thread-safe. */
final class FrontEndpoint {
  private final URI container;
  private final Set<FrontSession> open = ConcurrentHashMap.newKeySet();
  private final AtomicReference<SessionCounts> counts = new AtomicReference<>(SessionCounts.NONE);
  private final FrontFaults faults =
      new FrontFaults(
          fault -> open.forEach(session -> session.strike(fault)),
          () -> open.forEach(FrontSession::giveBackWithheld));

  FrontEndpoint(URI container) {
    this.container = container;
  }

  URI container() {
    return container;
  }

  FrontFaults faults() {
    return faults;
  }

  SessionCounts counts() {
    return counts.get();
  }

  void opened(FrontSession session) {
    open.add(session);
    counts.updateAndGet(SessionCounts::oneMore);
  }

  void closed(FrontSession session) {
    if (open.remove(session)) {
      counts.updateAndGet(SessionCounts::oneLess);
    }
  }
}
