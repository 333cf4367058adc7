package dev.stenogate.fleet;

public final class RoutingMain {
  private RoutingMain() {}

  public static void main(String[] args) {
    for (Scenario scenario : Scenario.all()) {
      System.out.println(scenario.name());
      for (Policy policy : Policy.values()) {
        long t = System.nanoTime();
        Outcome o = new Fleet(scenario, policy, 1).run();
        Tally y = o.tally();
        System.out.printf(
            "%-24s p50 %6.0f p99 %7.0f late %8.0f of %8.0f s, sessions %5d refused %4d lost %3d moves %5d failovers %5d left %5.1f back %5.1f  (%d ms)%n",
            policy.label(),
            y.lagMillis(.5),
            y.lagMillis(.99),
            y.lateSeconds(),
            y.sampledSeconds(),
            y.lateSessions(),
            y.refusals(),
            y.losses(),
            y.moves() + o.freeMoves(),
            y.failovers(),
            o.absence().leftSeconds(),
            o.absence().backSeconds(),
            (System.nanoTime() - t) / 1_000_000);
      }
    }
  }
}
