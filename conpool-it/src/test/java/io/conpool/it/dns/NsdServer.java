package io.conpool.it.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.it.support.Certificates;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.Ports;
import io.conpool.it.support.Programs;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real DNS server (NSD), authoritative for the names below {@code test}, on loopback. */
final class NsdServer implements Closeable {

  /** How long it says that there is nothing (the last number of its SOA record). */
  static final Duration NEGATIVE_TIME_TO_LIVE = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long LONGEST_END_SECONDS = 10;

  /** How far from its end an SOA record has its serial number (RFC 1035, section 3.3.13). */
  private static final int SERIAL_FROM_END = 20;

  private static final String CONFIGURATION =
      """
      server:
        ip-address: 127.0.0.1@%1$d
        ip-address: 127.0.0.1@%2$d
        tls-port: %2$d
        tls-service-key: "%3$s/key.pem"
        tls-service-pem: "%3$s/chain.pem"
        server-count: 1
        do-ip6: no
        username: ""
        chroot: ""
        zonesdir: "%3$s"
        database: ""
        zonelistfile: "zone.list"
        xfrdfile: ""
        xfrdir: "%3$s"
        pidfile: ""
        rrl-ratelimit: 0
      remote-control:
        control-enable: no
      zone:
        name: "test"
        zonefile: "test.zone"
      """;

  private static final String ZONE =
      """
      $ORIGIN test.
      $TTL 1
      @ SOA ns hostmaster %d 3600 600 86400 1
      @ NS ns
      ns A 127.0.0.1
      %s
      """;

  private final Path program;
  private final int port = Ports.free();
  private final int tlsPort = Ports.free();
  private final Path folder;
  private final DnsClient client = new DnsClient(address());
  private final Map<String, String> records = new TreeMap<>();
  private int serial;
  private Process process;

  /** Makes one that does not run yet. Ends the test where it is not installed. */
  NsdServer() throws IOException {
    program = Programs.find("nsd");
    folder = Files.createTempDirectory("nsd");
    Files.writeString(folder.resolve("nsd.conf"), CONFIGURATION.formatted(port, tlsPort, folder));
    Files.writeString(folder.resolve("key.pem"), Certificates.serverKeyPem());
    Files.writeString(folder.resolve("chain.pem"), Certificates.serverChainPem());
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Where it listens for TLS, as {@code localhost}. */
  InetSocketAddress tlsAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), tlsPort);
  }

  /** Gives a name below {@code test} these addresses, once it starts or is told to reload. */
  NsdServer put(String name, Duration timeToLive, String... addresses) {
    records.put(
        name,
        Stream.of(addresses)
            .map(
                each ->
                    String.join(
                        " ",
                        name + ".test.",
                        String.valueOf(timeToLive.toSeconds()),
                        each.contains(":") ? "AAAA" : "A",
                        each))
            .collect(Collectors.joining("\n")));
    return this;
  }

  /** Adds another record of a name below {@code test}, as in {@code CNAME peer.test.}. */
  NsdServer record(String name, Duration timeToLive, String typeAndData) {
    String line = name + ".test. " + timeToLive.toSeconds() + " " + typeAndData;
    records.merge(name, line, (before, added) -> before + "\n" + added);
    return this;
  }

  /** Starts it; returns when it answers. */
  void start() throws IOException {
    writeZone();
    process =
        new ProcessBuilder(program.toString(), "-d", "-c", folder.resolve("nsd.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    awaitSerial();
  }

  /** Lets it read its names again; returns when it answers with them. */
  void reload() throws IOException, InterruptedException {
    writeZone();
    List<String> command = List.of("kill", "-HUP", Long.toString(process.pid()));
    int status = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(command + " ended with " + status);
    }
    awaitSerial();
  }

  /** Ends it, and waits for that. */
  void stop() {
    if (process != null) {
      process.destroy();
      process
          .onExit()
          .completeOnTimeout(process, LONGEST_END_SECONDS, TimeUnit.SECONDS)
          .join()
          .destroyForcibly()
          .onExit()
          .join();
      process = null;
    }
  }

  /** Replaced in one step, so that it never reads the half of it. */
  private void writeZone() throws IOException {
    serial++;
    Path written = folder.resolve("test.zone.new");
    Files.writeString(written, ZONE.formatted(serial, String.join("\n", records.values())));
    Files.move(written, folder.resolve("test.zone"), StandardCopyOption.REPLACE_EXISTING);
  }

  private void awaitSerial() {
    Eventually.check(() -> assertThat(servedSerial()).as(this::output).isEqualTo(serial));
  }

  /** The serial number of the names it tells; -1 while it tells nothing. */
  private int servedSerial() {
    try {
      List<byte[]> records = client.ask("test", DnsClient.SOA, PATIENCE);
      if (records.isEmpty()) {
        return -1;
      }
      byte[] start = records.get(0);
      return ByteBuffer.wrap(start).getInt(start.length - SERIAL_FROM_END);
    } catch (IOException e) {
      return -1; // it has not bound its port yet
    }
  }

  private Path log() {
    return folder.resolve("log");
  }

  private String output() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return "no output: " + e;
    }
  }

  @Override
  public void close() throws IOException {
    stop();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
