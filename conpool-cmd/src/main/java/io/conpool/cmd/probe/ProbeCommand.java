package io.conpool.cmd.probe;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolConfig;
import io.conpool.TlsConfig;
import io.conpool.cmd.PoolOptions;
import io.conpool.cmd.text.Page;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conpool probe}. */
@Command(
    name = "probe",
    description = {
      "Connects to an endpoint through a pool, and tells what happened and how long it took.",
      "Ends with 0 if there was a connection and 1 if not."
    })
public final class ProbeCommand implements Callable<Integer> {

  @Spec @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "ENDPOINT",
      description = {
        "HOST:PORT or [ADDRESS]:PORT, with tcp:// or tls:// before it,",
        "or unix:/PATH."
      })
  String endpoint = "";

  @Option(names = "--tls", description = "Use TLS.")
  boolean tls;

  @Option(
      names = "--insecure",
      description = "Verify neither the certificate nor its name: whoever answers is trusted.")
  boolean insecure;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Trust the certificates of this PEM or DER file, and no others.")
  @Nullable Path authorities;

  @Option(
      names = "--alpn",
      paramLabel = "NAME",
      split = ",",
      description = "Offer application protocols, as in h2,http/1.1.")
  List<String> applicationProtocols = List.of();

  @Mixin PoolOptions pool = new PoolOptions();

  /** Made by picocli. */
  public ProbeCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec().commandLine().getOut();
    Page page = new Page(spec().commandLine().getColorScheme().ansi());
    Endpoint target = target();
    PoolConfig config = pool.toConfig();
    page.title("conpool probe: " + (target.tls() == null ? "" : "tls://") + target.authority())
        .gap();
    Rehearsal.run(ConnectionPool::create, config, target.tls());
    boolean connected = new Probe(target, config).run(ConnectionPool::create, page);
    out.print(page);
    out.flush();
    return connected ? 0 : 1;
  }

  /** What the command line asks for, as {@link Probe} takes it. */
  Endpoint target() {
    try {
      Endpoint parsed = Endpoint.parse(endpoint);
      return switch (parsed.security()) {
        case STARTTLS ->
            throw wrong("only a protocol's own client can get past the start of " + parsed);
        case TLS -> secured(parsed);
        default -> tls ? secured(parsed) : plain(parsed);
      };
    } catch (InvalidArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Endpoint secured(Endpoint parsed) {
    TlsConfig config = tlsConfig();
    Endpoint checked = parsed.withTls(config);
    Endpoint started =
        checked.isService()
            ? Endpoint.service(checked.host(), Endpoint.Security.STARTTLS)
            : Endpoint.starttls(checked.host(), checked.port());
    return started.withTls(config);
  }

  private Endpoint plain(Endpoint parsed) {
    if (insecure || authorities != null || !applicationProtocols.isEmpty()) {
      throw wrong("--insecure, --ca and --alpn need --tls or tls://");
    }
    return parsed;
  }

  private TlsConfig tlsConfig() {
    TlsConfig.Builder config = TlsConfig.builder();
    if (insecure) {
      config.insecureTrustAnyPeer();
    }
    if (authorities != null) {
      config.trustCertificates(authorities);
    }
    if (!applicationProtocols.isEmpty()) {
      config.applicationProtocols(applicationProtocols.toArray(String[]::new));
    }
    return config.build();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "made by picocli");
  }
}
