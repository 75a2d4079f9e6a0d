package io.conpool.cmd;

import io.conpool.cmd.probe.ProbeCommand;
import io.conpool.cmd.stress.StressCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code conpool} command. */
@Command(
    name = "conpool",
    description = "Tries out connection pools: against a server, or under load.",
    subcommands = {ProbeCommand.class, StressCommand.class},
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    scope = ScopeType.INHERIT)
final class Main {

  /** Held here, since loggers that nobody holds forget their level. */
  private static final Logger POOL_LOG = Logger.getLogger("io.conpool");

  private Main() {}

  /**
   * Runs the command and ends the JVM: 0 where all went well, 1 where not, 2 for a wrong command
   * line.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    quietenLog();
    System.exit(commandLine().execute(args));
  }

  /** Leaves the pool's warnings: what it merely mentions would stand amid the results. */
  private static void quietenLog() {
    if (System.getProperty("java.util.logging.config.file") == null) {
      POOL_LOG.setLevel(Level.WARNING);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Main::refuse);
  }

  /** Says what is wrong in two lines; the help would hide it. */
  private static int refuse(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command.getErr().println(command.getColorScheme().errorText(String.valueOf(e.getMessage())));
    UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}
