package dev.stenogate.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many worlds, on all processors; or one, with a log of what happens.
 *
 * <pre>
 * Simulation COUNT [FIRST_SEED]   runs so many worlds
 * Simulation first COUNT          runs until one fails, at most so many
 * Simulation seed SEED            runs one and prints its log
 * </pre>
 */
public final class Simulation {
  private static final int FAILURES_MAX = 20;
  private static final int WORLDS_USUAL = 1_000_000;
  private static final long PROGRESS_NANOS = 10_000_000_000L;

  /** A world in which an invariant did not hold. */
  record Failure(long seed, Throwable why) {
    @Override
    public String toString() {
      return "seed %d: %s (make simulate SEED=%d)".formatted(seed, why.getMessage(), seed);
    }
  }

  /** What many worlds came to. */
  record Result(long worlds, Coverage coverage, List<Failure> failures, long nanos) {
    double worldsPerSecond() {
      return worlds / (nanos / 1e9);
    }
  }

  private Simulation() {}

  /** Runs the worlds of these seeds; stops early after so many failures. */
  static Result run(long firstSeed, long count, int failuresMax, boolean progress)
      throws InterruptedException {
    AtomicLong next = new AtomicLong();
    AtomicLong told = new AtomicLong(System.nanoTime());
    Coverage coverage = new Coverage();
    List<Failure> failures = Collections.synchronizedList(new ArrayList<>());
    long begun = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      threads.add(
          Thread.ofPlatform()
              .name("worlds-" + i)
              .start(
                  () -> {
                    Coverage own = new Coverage();
                    for (long n = next.getAndIncrement();
                        n < count && failures.size() < failuresMax;
                        n = next.getAndIncrement()) {
                      long seed = firstSeed + n;
                      try {
                        own.add(new World(seed, false).run());
                      } catch (Throwable e) {
                        failures.add(new Failure(seed, e));
                      }
                      tell(progress, told, n, begun, failures.size());
                    }
                    synchronized (coverage) {
                      coverage.add(own);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long worlds = Math.min(next.get(), count);
    return new Result(worlds, coverage, List.copyOf(failures), System.nanoTime() - begun);
  }

  private static void tell(
      boolean progress, AtomicLong told, long worlds, long begun, int failures) {
    long now = System.nanoTime();
    long last = told.get();
    if (progress && now - last > PROGRESS_NANOS && told.compareAndSet(last, now)) {
      System.out.printf(
          "%,d worlds, %,.0f a second, %d violations%n",
          worlds, worlds / ((now - begun) / 1e9), failures);
    }
  }

  /** See the class. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length == 2 && args[0].equals("seed")) {
      new World(Long.parseLong(args[1]), true).run();
      return;
    }
    boolean first = args.length == 2 && args[0].equals("first");
    long count = args.length > 0 ? Long.parseLong(args[first ? 1 : 0]) : WORLDS_USUAL;
    long firstSeed = args.length == 2 && !first ? Long.parseLong(args[1]) : 1;
    Result result = run(firstSeed, count, first ? 1 : FAILURES_MAX, !first);
    System.out.println(result.coverage());
    result.failures().forEach(System.out::println);
    System.out.printf(
        "%,d worlds, %d violations, %,.0f worlds a second%n",
        result.worlds(), result.failures().size(), result.worldsPerSecond());
    if (!result.failures().isEmpty()) {
      System.exit(1);
    }
  }
}
