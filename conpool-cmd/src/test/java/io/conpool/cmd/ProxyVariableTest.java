package io.conpool.cmd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.PoolConfig;
import io.conpool.Proxy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The environment variable that stands in for the option {@code --proxy}: in processes of their
 * own, since a process cannot change its environment.
 */
@Timeout(120)
class ProxyVariableTest {

  private static final String VARIABLE = "CONPOOL_PROXY";

  /** Prints the proxy that it is given, or its help, which shows all default values. */
  @Command(name = "application", showDefaultValues = true)
  static final class Application implements Runnable {
    @Mixin PoolOptions pool = new PoolOptions();

    @Option(names = "--help", usageHelp = true)
    boolean help;

    public static void main(String[] args) {
      new CommandLine(new Application()).execute(args);
    }

    @Override
    public void run() {
      PoolConfig base = PoolConfig.builder().proxy(Proxy.socks5("base", 1)).build();
      Proxy proxy = pool.applyTo(base).proxy();
      System.out.println(
          proxy == null ? "none" : proxy + " " + proxy.user() + " " + proxy.password());
    }
  }

  private static String run(String variable, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Application.class.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove(VARIABLE);
    if (!variable.isEmpty()) {
      builder.environment().put(VARIABLE, variable);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return said.strip();
  }

  @Test
  void theVariableIsTheProxyWhereTheOptionIsNotGiven() throws Exception {
    assertThat(run("socks5://user:s3cret@proxy:1080")).isEqualTo("socks5://proxy:1080 user s3cret");
  }

  @Test
  void theOptionCountsMoreThanTheVariable() throws Exception {
    assertThat(run("socks5://user:s3cret@proxy:1080", "--proxy=http://other:3128"))
        .isEqualTo("http://other:3128 null null");
  }

  @Test
  void withoutBothTheProxyStaysAsItIs() throws Exception {
    assertThat(run("")).isEqualTo("socks5://base:1 null null");
  }

  @Test
  void aBadVariableIsRefusedAndNotRepeated() throws Exception {
    assertThat(run("ftp://user:s3cret@proxy:1080"))
        .contains("'--proxy'")
        .contains("ftp://…")
        .doesNotContain("s3cret");
  }

  @Test
  void theHelpDoesNotShowTheVariable() throws Exception {
    assertThat(run("socks5://user:s3cret@proxy:1080", "--help"))
        .contains("--proxy")
        .doesNotContain("s3cret");
  }
}
