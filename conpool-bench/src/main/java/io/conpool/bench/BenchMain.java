package io.conpool.bench;

import io.conpool.bench.peer.Peer;
import io.conpool.bench.report.Machine;
import io.conpool.bench.report.Metric;
import io.conpool.bench.report.ResultsFile;
import io.conpool.bench.report.Samples;
import io.conpool.bench.report.Section;
import io.conpool.bench.report.Spread;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs the suite: in each round one fork of each peer, so that the forks of all of them interleave.
 *
 * <p>JMH by itself runs all forks of one parameter in a row, and whatever the machine does for a
 * minute would meet one peer alone.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures conpool side by side with its peers.")
public final class BenchMain implements Callable<Integer> {

  @Mixin private Selection selection = new Selection();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "where the tables go, each to its marked place; default ${DEFAULT-VALUE}")
  private Path out = Path.of("target", "bench", "RESULTS.md");

  @Option(
      names = "--logs",
      paramLabel = "FOLDER",
      description = "where JMH's own output goes; default ${DEFAULT-VALUE}")
  private Path logs = Path.of("target", "bench");

  @Spec private CommandSpec spec = CommandSpec.create();

  private BenchMain() {}

  /**
   * Runs what the options choose; without any, all.
   *
   * @param args {@code --help} lists them
   */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new BenchMain()).setOverwrittenOptionsAllowed(true);
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws IOException {
    for (Scenario scenario : selection.scenarios()) {
      Samples samples = new Samples();
      Instant begin = Instant.now().truncatedTo(ChronoUnit.MINUTES);
      for (int round = 1; round <= selection.rounds(); round++) {
        for (Case some : selection.cases(scenario)) {
          for (Peer peer : selection.peers(some)) {
            samples.announce(some.label(), some.metrics());
            run(scenario, some, peer, round, samples);
          }
        }
      }
      String letter = String.valueOf(scenario.letter());
      String circumstances =
          begin + ", " + selection.rounds() + " rounds; " + Machine.describe() + ".";
      String tables =
          new Section(letter, scenario.title(), scenario.bars(), samples).markdown(circumstances);
      new ResultsFile(out).put(letter, tables);
      print("\n" + tables);
    }
    return 0;
  }

  private void run(Scenario scenario, Case some, Peer peer, int round, Samples samples)
      throws IOException {
    String name = scenario.letter() + ", " + some.label() + ", " + peer.label() + ", " + round;
    Path log = logs.resolve(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".log");
    Map<Metric, Double> values = new Fork(some, peer, selection.pace(some), log).run();
    StringBuilder line = new StringBuilder(name).append(":");
    if (values.isEmpty()) {
      samples.failed(some.label(), peer);
      line.append(" failed, see ").append(log);
    }
    values.forEach(
        (metric, value) -> {
          samples.add(some.label(), metric, peer, round, value);
          line.append(' ').append(metric.name()).append(' ').append(Spread.text(value));
        });
    print(line.toString());
  }

  private void print(String line) {
    PrintWriter writer = spec.commandLine().getOut();
    writer.println(line);
    writer.flush();
  }
}
