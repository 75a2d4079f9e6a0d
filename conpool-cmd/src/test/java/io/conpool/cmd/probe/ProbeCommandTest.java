package io.conpool.cmd.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.conpool.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class ProbeCommandTest {

  private static Endpoint target(String... args) {
    ProbeCommand command = new ProbeCommand();
    new CommandLine(command).parseArgs(args);
    return command.target();
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.org:80", "[::1]:80", "tcp://example.org:80", "unix:/run/x.sock"})
  void anEndpointIsProbedAsItIsWritten(String text) {
    assertThat(target(text)).isEqualTo(Endpoint.parse(text));
  }

  @Test
  void tlsIsAnOptionOrPartOfTheEndpoint() {
    Endpoint byOption = target("--tls", "Example.org:443");
    Endpoint byScheme = target("tls://example.org:443");

    assertThat(byOption).isEqualTo(byScheme);
    assertThat(byOption.security()).isEqualTo(Endpoint.Security.STARTTLS);
    assertThat(byOption.host()).isEqualTo("example.org");
    assertThat(byOption.tls().isInsecure()).isFalse();
  }

  @Test
  void tlsMayBeInsecureAndOfferProtocols() {
    Endpoint endpoint = target("--tls", "--insecure", "--alpn=h2,http/1.1", "[::1]:443");

    assertThat(endpoint.host()).isEqualTo("::1");
    assertThat(endpoint.tls().isInsecure()).isTrue();
    assertThat(endpoint.tls().applicationProtocols()).containsExactly("h2", "http/1.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.org",
        "example.org:0",
        "ftp://example.org:21",
        "starttls://example.org:25",
        "--insecure example.org:80",
        "--alpn=h2 example.org:80",
        "--ca=/no/such/file example.org:80",
        "--ca=/no/such/file tls://example.org:443",
        "--tls tcp://example.org:80",
        "--tls unix:/run/x.sock"
      })
  void whatCannotBeIsAnErrorOfTheCommandLine(String args) {
    assertThatExceptionOfType(ParameterException.class).isThrownBy(() -> target(args.split(" ")));
  }
}
