package dev.stenogate.observability;

import dev.stenogate.routing.Decision;
import dev.stenogate.session.SessionObserver;
import dev.stenogate.session.SessionPlan;
import java.util.List;

/** Several observers as one. */
public record Observers(List<SessionObserver> all) implements SessionObserver {
  public Observers {
    all = List.copyOf(all);
  }

  @Override
  public void begun(SessionPlan plan) {
    all.forEach(o -> o.begun(plan));
  }

  @Override
  public void routed(SessionPlan plan, String endpoint, Decision decision) {
    all.forEach(o -> o.routed(plan, endpoint, decision));
  }

  @Override
  public void started(SessionPlan plan, String endpoint, long nanos) {
    all.forEach(o -> o.started(plan, endpoint, nanos));
  }

  @Override
  public void linkFailed(SessionPlan plan, String endpoint, String label, String detail) {
    all.forEach(o -> o.linkFailed(plan, endpoint, label, detail));
  }

  @Override
  public void recovered(SessionPlan plan, String endpoint, long nanos) {
    all.forEach(o -> o.recovered(plan, endpoint, nanos));
  }

  @Override
  public void linkRolled(SessionPlan plan, String from, String to) {
    all.forEach(o -> o.linkRolled(plan, from, to));
  }

  @Override
  public void gap(SessionPlan plan, String endpoint, long nanos) {
    all.forEach(o -> o.gap(plan, endpoint, nanos));
  }

  @Override
  public void defect(SessionPlan plan, RuntimeException defect) {
    all.forEach(o -> o.defect(plan, defect));
  }

  @Override
  public void lag(String endpoint, long nanos) {
    all.forEach(o -> o.lag(endpoint, nanos));
  }

  @Override
  public void finalised(String endpoint, long nanos) {
    all.forEach(o -> o.finalised(endpoint, nanos));
  }

  @Override
  public void ended(Report report) {
    all.forEach(o -> o.ended(report));
  }
}
