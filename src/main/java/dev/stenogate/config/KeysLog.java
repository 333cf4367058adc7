package dev.stenogate.config;

import dev.stenogate.authentication.SigningKeys;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Says once when an issuer's keys cannot be had, and once when they can again. */
final class KeysLog implements SigningKeys.Observer {
  private static final Logger LOG = Logger.getLogger(KeysLog.class);

  private enum State {
    NEW,
    WELL,
    FAILING
  }

  private final String issuer;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

  KeysLog(String issuer) {
    this.issuer = issuer;
  }

  @Override
  public void fetched(Throwable failure) {
    State now = failure == null ? State.WELL : State.FAILING;
    if (state.getAndSet(now) == now) {
      return;
    }
    if (failure == null) {
      LOG.infof("keys of the issuer are here issuer=%s", issuer);
    } else {
      LOG.warnf("keys of the issuer cannot be had issuer=%s: %s", issuer, what(failure));
    }
  }

  private static String what(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }
}
