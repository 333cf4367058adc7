package dev.stenogate.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the ways of routing and prints tables. With a page as argument the tables go there too,
 * between its marks, and the plots beside it, into {@code images}. Ends with 1 where ours is worse
 * than the omniscient scheduler allows.
 */
public final class RoutingMain {
  private static final String BEGIN = "<!-- measured: begin -->";
  private static final String END = "<!-- measured: end -->";
  private static final int SEEDS = 5;

  private RoutingMain() {}

  /**
   * Compares.
   *
   * @param args the Markdown page, or nothing
   */
  public static void main(String[] args) throws IOException {
    List<Comparison> comparisons = new ArrayList<>();
    StringBuilder tables = new StringBuilder();
    for (Scenario scenario : Scenario.all()) {
      Comparison comparison = Comparison.of(scenario, SEEDS);
      comparisons.add(comparison);
      String table = "### " + scenario.name() + "\n\n" + ComparisonTable.of(comparison) + "\n";
      System.out.println(table);
      tables.append(table);
    }
    String summary = ComparisonTable.summary(comparisons);
    System.out.println(summary);
    if (args.length > 0) {
      write(Path.of(args[0]), "\n" + summary + "\n" + tables);
      Path images = Files.createDirectories(Path.of(args[0]).resolveSibling("images"));
      Files.writeString(images.resolve("routing-lag.svg"), LagChart.of(comparisons));
      Files.writeString(images.resolve("routing-late.svg"), LateChart.of(comparisons));
    }
    List<String> worse =
        comparisons.stream().filter(c -> !c.isGood()).map(c -> c.scenario().name()).toList();
    System.out.println(
        worse.isEmpty()
            ? "within 10 % of the omniscient scheduler in all scenarios"
            : "worse than the omniscient scheduler by more than 10 %: " + String.join("; ", worse));
    System.exit(worse.isEmpty() ? 0 : 1);
  }

  private static void write(Path path, String measured) throws IOException {
    String page = Files.readString(path);
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(path + " (expected: " + BEGIN + " … " + END + ")");
    }
    Files.writeString(
        path, page.substring(0, begin + BEGIN.length()) + "\n" + measured + page.substring(end));
  }
}
