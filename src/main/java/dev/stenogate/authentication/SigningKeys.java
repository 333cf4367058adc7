package dev.stenogate.authentication;

import dev.stenogate.authentication.VerificationKeys.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * An issuer's keys, kept and fetched again: in the background when they get old ({@link #tick}), at
 * once when a token names one that is not known. All who wait, wait for the same fetch. Keys are
 * replaced by what was fetched, and kept for a bounded time while nothing can be. Thread-safe.
 */
public final class SigningKeys {
  /** Where keys come from. Bounded in time and bytes; fails where there is no answer. */
  @FunctionalInterface
  public interface Source {
    CompletionStage<byte[]> fetch();
  }

  /** Told what came of a fetch; on any thread. */
  @FunctionalInterface
  public interface Observer {
    /**
     * A fetch has ended.
     *
     * @param failure null: there are keys
     */
    void fetched(Throwable failure);
  }

  /** What came of looking for a key. */
  sealed interface Lookup {
    record Found(VerificationKey key) implements Lookup {}

    /** The issuer has no such key. */
    record Unknown() implements Lookup {}

    /** Whether it has cannot be said now. */
    record Unavailable() implements Lookup {}
  }

  private record Kept(VerificationKeys keys, long sinceNanos) {}

  private final KeyTimes times;
  private final Source source;
  private final Observer observer;
  private final LongSupplier nanoTime;

  private Kept kept; // null until there are keys
  private CompletableFuture<Void> underWay; // null while none is
  private boolean lastFailed;
  private Turn background = Turn.NEVER;
  private Turn forUnknown = Turn.NEVER;
  private Turn forNone = Turn.NEVER;

  /** When something was last done. */
  private record Turn(boolean was, long atNanos) {
    static final Turn NEVER = new Turn(false, 0);

    boolean isOver(long nowNanos, long periodNanos) {
      return !was || nowNanos - atNanos >= periodNanos;
    }
  }

  public SigningKeys(KeyTimes times, Source source, Observer observer, LongSupplier nanoTime) {
    this.times = times;
    this.source = source;
    this.observer = observer;
    this.nanoTime = nanoTime;
  }

  /** The key of that token. */
  CompletionStage<Lookup> find(Token token) {
    CompletableFuture<Void> fetch;
    CompletableFuture<Void> waitedFor;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      Lookup known = lookup(token, now);
      if (known instanceof Lookup.Found || (underWay == null && !takeTurn(now))) {
        return CompletableFuture.completedStage(known);
      }
      fetch = begin();
      waitedFor = underWay;
    }
    carryOut(fetch);
    return waitedFor.thenApply(_ -> lookup(token));
  }

  /** Looks whether keys are to be fetched; called every second or so. */
  public void tick() {
    CompletableFuture<Void> fetch;
    synchronized (this) {
      long now = nanoTime.getAsLong();
      boolean isDue = kept == null || lastFailed || now - kept.sinceNanos() >= times.refreshNanos();
      if (!isDue || underWay != null || !background.isOver(now, times.retryNanos())) {
        return;
      }
      background = new Turn(true, now);
      fetch = begin();
    }
    carryOut(fetch);
  }

  private synchronized Lookup lookup(Token token) {
    return lookup(token, nanoTime.getAsLong());
  }

  private Lookup lookup(Token token, long now) {
    if (!hasKeys(now)) {
      return new Lookup.Unavailable();
    }
    Optional<VerificationKey> key = kept.keys().find(token);
    if (key.isPresent()) {
      return new Lookup.Found(key.get());
    }
    // While the issuer does not answer, the key may be a new one.
    return lastFailed ? new Lookup.Unavailable() : new Lookup.Unknown();
  }

  private boolean hasKeys(long now) {
    return kept != null && now - kept.sinceNanos() < times.keepNanos();
  }

  /** Whether a key that is missing may be asked for now: strangers can name any number of them. */
  private boolean takeTurn(long now) {
    boolean isUnknown = hasKeys(now);
    Turn turn = isUnknown ? forUnknown : forNone;
    if (!turn.isOver(now, isUnknown ? times.unknownNanos() : times.emptyNanos())) {
      return false;
    }
    if (isUnknown) {
      forUnknown = new Turn(true, now);
    } else {
      forNone = new Turn(true, now);
    }
    return true;
  }

  /** The fetch to carry out; null: one is under way. */
  private CompletableFuture<Void> begin() {
    if (underWay != null) {
      return null;
    }
    underWay = new CompletableFuture<>();
    return underWay;
  }

  /** Outside of the lock: a source may answer at once. */
  private void carryOut(CompletableFuture<Void> fetch) {
    if (fetch == null) {
      return;
    }
    CompletionStage<byte[]> answer;
    try {
      answer = source.fetch();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedStage(e);
    }
    answer
        .thenApply(bytes -> VerificationKeys.parse(new String(bytes, StandardCharsets.UTF_8)))
        .whenComplete(
            (keys, failure) -> {
              settle(keys, failure);
              fetch.complete(null);
              observer.fetched(failure);
            });
  }

  private synchronized void settle(VerificationKeys keys, Throwable failure) {
    underWay = null;
    lastFailed = failure != null;
    if (failure == null) {
      kept = new Kept(keys, nanoTime.getAsLong());
    }
  }
}
