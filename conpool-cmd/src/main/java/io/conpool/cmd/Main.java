package io.conpool.cmd;

import io.conpool.ConnectionPoolFactory;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Placeholder. */
@Command(
    name = "conpool",
    mixinStandardHelpOptions = true,
    subcommands = Main.Stress.class,
    description = "Tries connection pools.")
public final class Main {
  /** Placeholder. */
  public Main() {}

  /**
   * Runs the command.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Command(name = "stress", description = "Placeholder.")
  static final class Stress implements Runnable {
    @Override
    public void run() {
      System.out.println(
          ServiceLoader.load(ConnectionPoolFactory.class)
              .findFirst()
              .map(factory -> factory.getClass().getName())
              .orElse("none"));
    }
  }
}
