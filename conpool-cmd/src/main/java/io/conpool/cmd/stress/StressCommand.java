package io.conpool.cmd.stress;

import io.conpool.ConnectionPool;
import io.conpool.PoolConfig;
import io.conpool.cmd.PoolOptions;
import io.conpool.cmd.text.Terminal;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conpool stress}. */
@Command(
    name = "stress",
    description = {
      "Sends messages through a pool to echo servers in this process, and checks every byte and"
          + " every count.",
      "Ends with 0 if all was well and 1 if anything was wrong."
    },
    footer = "--max-connections-per-endpoint is the preset's, unless given.")
public final class StressCommand implements Callable<Integer> {

  /** Seeds that are made up stay short enough to be typed. */
  private static final long SEEDS = 1_000_000;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "default, high_reuse, constrained_pool, or all of them (${DEFAULT-VALUE}).")
  String preset = "default";

  @Option(names = "--tls", description = "Use TLS, with a certificate made for this run.")
  boolean tls;

  @Option(
      names = "--threads",
      paramLabel = "KIND",
      description = "platform or virtual threads; virtual ones need Java 21 (platform).")
  ThreadKind threads = ThreadKind.PLATFORM;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What the messages are made from (a new one each time).")
  @Nullable Long seed;

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "When a run that does not end is called off (${DEFAULT-VALUE}).")
  int deadline = 60;

  @Option(names = "--servers", paramLabel = "N", description = "Echo servers (by preset).")
  @Nullable Integer servers;

  @Option(names = "--clients", paramLabel = "N", description = "Clients per server (by preset).")
  @Nullable Integer clients;

  @Option(names = "--messages", paramLabel = "N", description = "Messages per client (by preset).")
  @Nullable Integer messages;

  @Option(names = "--parallel", paramLabel = "N", description = "Clients at once (by preset).")
  @Nullable Integer parallel;

  @Option(names = "--message-bytes", paramLabel = "N", description = "Message length (by preset).")
  @Nullable Integer messageBytes;

  @Mixin PoolOptions pool = new PoolOptions();

  /** Made by picocli. */
  public StressCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec().commandLine().getOut();
    boolean passed = true;
    for (StressPlan plan : plans()) {
      StressReport report = new StressRun(plan, ConnectionPool::create, progress()).run();
      out.println(StressPage.of(report, spec().commandLine().getColorScheme().ansi()));
      out.flush();
      passed &= report.passed();
    }
    return passed ? 0 : 1;
  }

  /** What the command line asks for; anything that cannot be is an error before the first run. */
  List<StressPlan> plans() {
    if (!threads.isAvailable()) {
      throw wrong("--threads=" + threads + " needs Java 21, this is " + Runtime.version());
    }
    if (deadline < 1) {
      throw wrong("--deadline is " + deadline + ", not 1 second or more");
    }
    long runSeed = seed == null ? new SplittableRandom().nextLong(SEEDS) : seed;
    List<StressPlan> plans = new ArrayList<>();
    try {
      for (Preset each : Preset.named(preset)) {
        PoolConfig base =
            PoolConfig.builder().maxConnectionsPerEndpoint(each.connectionsPerEndpoint()).build();
        plans.add(
            new StressPlan(
                each.id(),
                workload(each.workload()),
                pool.applyTo(base),
                tls,
                threads,
                runSeed,
                Duration.ofSeconds(deadline)));
      }
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    return plans;
  }

  private Workload workload(Workload base) {
    return new Workload(
        Objects.requireNonNullElse(servers, base.servers()),
        Objects.requireNonNullElse(clients, base.clientsPerServer()),
        Objects.requireNonNullElse(messages, base.messagesPerClient()),
        Objects.requireNonNullElse(parallel, base.maxParallel()),
        Objects.requireNonNullElse(messageBytes, base.messageBytes()));
  }

  private Progress progress() {
    return Terminal.isWatched() ? new ProgressBar(spec().commandLine().getErr()) : Progress.NONE;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "made by picocli");
  }
}
