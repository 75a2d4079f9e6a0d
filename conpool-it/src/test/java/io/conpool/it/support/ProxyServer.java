package io.conpool.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Proxy;
import java.io.Closeable;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real proxy on loopback, in a process of its own.
 *
 * <p>A test that starts one is skipped where its program is not installed, as {@link Programs}
 * says.
 */
public final class ProxyServer implements Closeable {

  /** Whom a guarded proxy lets in. */
  public static final String USER = "keeper";

  /** With what. */
  public static final String PASSWORD = "open-Sesame";

  /** The proxies there are, by the protocols they speak. */
  public enum Kind {
    /** The program microsocks. */
    SOCKS5("microsocks") {
      @Override
      List<String> arguments(int port, boolean guarded, Path config) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-i", "127.0.0.1", "-p", String.valueOf(port)));
        if (guarded) {
          arguments.addAll(List.of("-u", USER, "-P", PASSWORD));
        }
        return arguments;
      }

      @Override
      public Proxy at(int port) {
        return Proxy.socks5("127.0.0.1", port);
      }
    },
    /** The program tinyproxy. */
    HTTP_CONNECT("tinyproxy") {
      @Override
      List<String> arguments(int port, boolean guarded, Path config) throws IOException {
        List<String> lines = new ArrayList<>(List.of("Listen 127.0.0.1", "Port " + port));
        lines.addAll(List.of("MaxClients 100", "Timeout 600", "LogLevel Critical"));
        if (guarded) {
          lines.add("BasicAuth " + USER + " " + PASSWORD);
        }
        Files.write(config, lines);
        return List.of("-d", "-c", config.toString());
      }

      @Override
      public Proxy at(int port) {
        return Proxy.httpConnect("127.0.0.1", port);
      }
    };

    private final String program;

    Kind(String program) {
      this.program = program;
    }

    /** A proxy of this kind on a port of loopback, whether there is one or not. */
    public abstract Proxy at(int port);

    abstract List<String> arguments(int port, boolean guarded, Path config) throws IOException;
  }

  private final Kind kind;
  private final int port = Ports.free();
  private final Path config;
  private final Process process;

  private ProxyServer(Kind kind, boolean guarded) throws IOException {
    Path program = Programs.find(kind.program);
    this.kind = kind;
    this.config = Files.createTempFile("proxy", ".conf");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(kind.arguments(port, guarded, config));
    this.process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
  }

  /** Starts a proxy that lets everybody through. */
  public static ProxyServer open(Kind kind) throws IOException {
    return new ProxyServer(kind, false).started();
  }

  /** Starts a proxy that wants {@link #USER} and {@link #PASSWORD}. */
  public static ProxyServer guarded(Kind kind) throws IOException {
    return new ProxyServer(kind, true).started();
  }

  private ProxyServer started() throws IOException {
    try {
      Eventually.check(
          () -> assertThat(isListening()).as("%s listens on port %s", kind, port).isTrue());
      return this;
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  private boolean isListening() {
    try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return probe.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** This proxy as a client names it, without credentials. */
  public Proxy proxy() {
    return kind.at(port);
  }

  /** Kills the process, and waits for its end: all its connections are closed then. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    Files.delete(config);
  }
}
