package dev.stenogate.config;

import dev.stenogate.authentication.Authenticator;
import dev.stenogate.authentication.Verdict;
import dev.stenogate.tenant.Caller;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** Puts together who may call. */
@Singleton
class TenantsWiring {
  @Produces
  @Singleton
  Authenticator authenticator() {
    return _ -> CompletableFuture.completedStage(new Verdict.Admitted(Caller.ANONYMOUS));
  }
}
