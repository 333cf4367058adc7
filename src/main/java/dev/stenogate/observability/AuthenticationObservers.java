package dev.stenogate.observability;

import dev.stenogate.authentication.AuthenticationObserver;
import dev.stenogate.authentication.Verdict;
import dev.stenogate.tenant.Caller;
import java.util.List;

/** Several observers as one. */
public record AuthenticationObservers(List<AuthenticationObserver> all)
    implements AuthenticationObserver {
  public AuthenticationObservers {
    all = List.copyOf(all);
  }

  @Override
  public void admitted(String method, Caller caller) {
    all.forEach(o -> o.admitted(method, caller));
  }

  @Override
  public void refused(String method, String peer, Verdict.Refused refused) {
    all.forEach(o -> o.refused(method, peer, refused));
  }

  @Override
  public void tooMany(String method, String peer) {
    all.forEach(o -> o.tooMany(method, peer));
  }
}
