package io.conpool.it.osgi.host;

import io.conpool.it.support.Leftovers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Plays one scenario in the framework that is on the class path, and sees that nothing of conpool
 * is left when the framework has ended.
 */
public final class HostMain {

  /** The scenarios, by the names that tests know. */
  private static final Map<String, Scenario> SCENARIOS =
      Map.of(
          "resolve", new ResolveScenario(),
          "live", new LifeCycleScenario(),
          "swap", new SwapScenario(),
          "by loader", new LoaderScenario(),
          "configure", new ConfigureScenario(),
          "admin comes later", new LateAdminScenario());

  /** Shorter than the patience of the test, who could not tell where it hangs. */
  private static final long PATIENCE_SECONDS = 150;

  private HostMain() {}

  /**
   * Plays.
   *
   * @param arguments the scenario, the framework's storage, then bundles as they are to be started
   */
  public static void main(String[] arguments) {
    CountDownLatch end = new CountDownLatch(1);
    watch(end);
    try {
      List<Path> bundles = Arrays.stream(arguments).skip(2).map(Path::of).toList();
      play(arguments[0], Path.of(arguments[1]), bundles);
    } catch (Throwable e) { // whatever it is, this process must end
      e.printStackTrace();
      System.exit(1);
    }
    end.countDown();
    System.exit(0);
  }

  private static void play(String name, Path storage, List<Path> bundles) throws Exception {
    Leftovers before = Leftovers.now();
    Report report = new Report(System.out);
    Host host = Host.start(storage, bundles);
    SCENARIOS.get(name).play(host, report);
    host.end();
    Await.quiet(
        () -> {
          Leftovers after = Leftovers.now();
          List<String> threads = after.threadsSince(before);
          long sockets = after.sockets() - before.sockets();
          return threads.isEmpty() && sockets <= 0
              ? ""
              : "left when the framework has ended: threads " + threads + ", sockets " + sockets;
        });
  }

  /** Says where everybody is, if it hangs. */
  private static void watch(CountDownLatch end) {
    Thread watch =
        new Thread(
            () -> {
              if (!hasEnded(end)) {
                Thread.getAllStackTraces()
                    .forEach((thread, stack) -> System.err.println(thread + " " + List.of(stack)));
                Runtime.getRuntime().halt(2);
              }
            },
            "watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static boolean hasEnded(CountDownLatch end) {
    try {
      return end.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }
}
