package io.conpool.bench;

import io.conpool.bench.peer.Peer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of the suite is run, and how long. */
final class Selection {

  private static final String QUICK_SCENARIOS = "a";
  private static final List<Peer> QUICK_PEERS =
      List.of(Peer.CONPOOL, Peer.GRIZZLY, Peer.STORMPOT, Peer.HIKARI_BAG);

  @Option(names = "--quick", description = "the empty lease against three peers, some 4 minutes")
  private boolean quick;

  @Option(names = "--only", paramLabel = "LETTERS", description = "scenarios by letter: abc")
  private @Nullable String only;

  @Option(
      names = "--peers",
      split = ",",
      paramLabel = "PEER",
      description = "who takes part: conpool,grizzly")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--cases",
      paramLabel = "TEXT",
      description = "cases whose label contains this: \"2 threads\"")
  private String cases = "";

  @Option(names = "--rounds", description = "forks of each peer; default ${DEFAULT-VALUE}")
  private int rounds = 5;

  @Option(names = "--iterations", description = "iterations of a fork, and of its warm-up")
  private @Nullable Integer iterations;

  @Option(names = "--seconds", description = "length of an iteration")
  private @Nullable Double seconds;

  int rounds() {
    return rounds;
  }

  List<Scenario> scenarios() {
    String letters = only != null ? only : quick ? QUICK_SCENARIOS : null;
    return Scenario.all().stream()
        .filter(scenario -> letters == null || letters.indexOf(scenario.letter()) >= 0)
        .toList();
  }

  List<Case> cases(Scenario scenario) {
    return scenario.cases().stream().filter(some -> some.label().contains(cases)).toList();
  }

  List<Peer> peers(Case some) {
    List<Peer> chosen =
        peers.isEmpty() && quick ? QUICK_PEERS : peers.stream().map(Peer::of).toList();
    return some.peers().stream().filter(peer -> chosen.isEmpty() || chosen.contains(peer)).toList();
  }

  Pace pace(Case some) {
    Pace usual = some.pace();
    return new Pace(
        iterations == null ? usual.warmups() : Math.min(iterations, usual.warmups()),
        iterations == null ? usual.iterations() : Math.min(iterations, usual.iterations()),
        seconds == null ? usual.millis() : (long) (seconds * 1000));
  }
}
