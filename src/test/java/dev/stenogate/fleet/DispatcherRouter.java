package dev.stenogate.fleet;

import dev.stenogate.routing.Ask;
import dev.stenogate.routing.Dispatcher;
import dev.stenogate.routing.Endpoint;
import dev.stenogate.routing.Failure;
import dev.stenogate.routing.Lease;
import dev.stenogate.routing.Requirements;
import dev.stenogate.routing.Selection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The product's own. */
final class DispatcherRouter implements Router {
  static final Requirements ANY = new Requirements("default", "", List.of());

  private final Dispatcher dispatcher;

  DispatcherRouter(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  static Endpoint endpoint(Gpu gpu) {
    return new Endpoint(
        gpu.name(), "default", "voxtral", List.of(), gpu.sessionsMax, Utterance.DELAY);
  }

  @Override
  public Optional<Place> reserve(
      Set<String> avoided, Set<String> excluded, boolean again, long nowNanos) {
    Ask ask = new Ask(ANY, avoided, excluded, again);
    return dispatcher.reserve(ask, nowNanos) instanceof Selection.Reserved(Lease lease)
        ? Optional.of(new LeasedPlace(lease))
        : Optional.empty();
  }

  @Override
  public boolean hasRoomElsewhere(int endpoint, long nowNanos) {
    return dispatcher.hasRoomElsewhere(ANY, Gpu.name(endpoint), nowNanos);
  }

  @Override
  public boolean mayLeave(int endpoint, long nowNanos) {
    return dispatcher.mayLeave(Gpu.name(endpoint), nowNanos);
  }

  @Override
  public void seeking(boolean on) {
    dispatcher.seeking(ANY.pool(), on);
  }

  @Override
  public void drain(int endpoint, boolean on, long nowNanos) {
    dispatcher.drain(Gpu.name(endpoint), on, nowNanos);
  }

  @Override
  public boolean shouldMove(int endpoint, boolean settled, long nowNanos) {
    return settled
        ? dispatcher.shouldMove(ANY, Gpu.name(endpoint), nowNanos)
        : dispatcher.mustMove(ANY, Gpu.name(endpoint), nowNanos);
  }

  @Override
  public int held(int endpoint) {
    return dispatcher.held(Gpu.name(endpoint));
  }

  @Override
  public int allow(int endpoint, int slots) {
    return dispatcher.allow(Gpu.name(endpoint), slots);
  }

  @Override
  public void heldElsewhere(int endpoint, int slots) {
    dispatcher.heldElsewhere(Gpu.name(endpoint), slots);
  }

  private static final class LeasedPlace implements Place {
    private final Lease lease;
    private final int endpoint;

    LeasedPlace(Lease lease) {
      this.lease = lease;
      String name = lease.endpoint().name();
      this.endpoint = Integer.parseInt(name.substring(name.indexOf('-') + 1));
    }

    @Override
    public int endpoint() {
      return endpoint;
    }

    @Override
    public void connected(long nanos, long nowNanos) {
      lease.connected(nanos, nowNanos);
    }

    @Override
    public void lag(long nanos, long nowNanos) {
      lease.lag(nanos, nowNanos);
    }

    @Override
    public void finalised(long nanos, long nowNanos) {
      lease.finalised(nanos, nowNanos);
    }

    @Override
    public void failed(Failure failure, long nowNanos) {
      lease.failed(failure, nowNanos);
    }

    @Override
    public void release() {
      lease.release();
    }
  }
}
