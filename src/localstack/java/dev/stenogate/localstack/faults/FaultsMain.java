package dev.stenogate.localstack.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code make faults}. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description =
        "Breaks every part of the local stack in the middle of a live call, and measures what the"
            + " caller notices.")
public final class FaultsMain implements Callable<Integer> {
  private static final String BEGIN = "<!-- measured: begin -->";
  private static final String END = "<!-- measured: end -->";

  @Option(
      names = "--only",
      defaultValue = "",
      description = "Faults whose name has a match of this pattern")
  private Pattern only;

  @Option(
      names = "--hearing",
      defaultValue = "SCRIPTED,REAL",
      split = ",",
      description = "SCRIPTED, REAL (${DEFAULT-VALUE})")
  private List<Hearing> hearings;

  @Option(names = "--write", description = "Puts the tables into this Markdown file")
  private Path write;

  /** A group of faults that are suffered by gateways of one configuration. */
  private record Act(int replicas, Map<String, String> config, List<Disturbance> faults) {}

  /** Ends the process with 1 if a text was wrong, and with 2 for a wrong option. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new FaultsMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<FaultTable> tables = new ArrayList<>();
    for (Hearing hearing : hearings) {
      tables.add(play(hearing));
    }
    if (write != null) {
      write(tables);
    }
    return tables.stream().allMatch(FaultTable::isSame) ? 0 : 1;
  }

  private FaultTable play(Hearing hearing) throws IOException, InterruptedException {
    FaultTable table = new FaultTable(hearing);
    System.out.println("\n" + hearing.title() + "\n\n" + FaultTable.HEAD);
    try (ProcessStack stack = new ProcessStack(hearing)) {
      for (Act act : acts(hearing)) {
        List<Disturbance> faults =
            act.faults().stream().filter(fault -> only.matcher(fault.name()).find()).toList();
        if (!faults.isEmpty()) {
          play(new Act(act.replicas(), act.config(), faults), stack, hearing, table);
        }
      }
    }
    return table;
  }

  private static void play(Act act, ProcessStack stack, Hearing hearing, FaultTable table)
      throws IOException, InterruptedException {
    Map<String, String> config = new HashMap<>(stack.gatewayConfig());
    config.putAll(act.config());
    try (Replicas gateways = new Replicas(act.replicas(), config)) {
      Trial trial = new Trial(stack, gateways, hearing);
      trial.undisturbed(false); // The first call of a process is late by what it has to load.
      Map<Boolean, String> undisturbed = new HashMap<>();
      for (Disturbance fault : act.faults()) {
        if (!undisturbed.containsKey(fault.longer())) {
          Measurement quiet = trial.undisturbed(fault.longer());
          undisturbed.put(fault.longer(), quiet.text());
          System.out.println(table.add(quiet, hearing.said(fault.longer(), quiet.text())));
        }
        System.out.println(table.add(trial.run(fault), undisturbed.get(fault.longer())));
      }
      gateways.defects().forEach(System.err::println);
    }
  }

  private static List<Act> acts(Hearing hearing) {
    return switch (hearing) {
      case SCRIPTED ->
          List.of(
              new Act(1, Map.of(), Disturbances.ofEndpoints()),
              new Act(2, Map.of(), Disturbances.ofReplicas()),
              new Act(
                  1,
                  Map.of(
                      "stenogate.session.link-age-max",
                      Disturbances.LINK_AGE_MAX.toSeconds() + "s"),
                  Disturbances.ofAge()));
      case REAL -> List.of(new Act(1, Map.of(), Disturbances.ofRealSpeech()));
    };
  }

  private void write(List<FaultTable> tables) throws IOException {
    String page = Files.readString(write);
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(write + " (expected: " + BEGIN + " … " + END + ")");
    }
    StringBuilder measured = new StringBuilder(BEGIN).append("\n");
    tables.forEach(table -> measured.append("\n").append(table));
    Files.writeString(write, page.substring(0, begin) + measured + "\n" + page.substring(end));
  }
}
