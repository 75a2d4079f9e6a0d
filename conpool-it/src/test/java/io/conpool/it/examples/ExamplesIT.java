package io.conpool.it.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.it.support.Certificates;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Ports;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of README.md, run. */
@OnEachKindOfThread
class ExamplesIT {

  /** The main method of an example. */
  @FunctionalInterface
  interface Program {
    void run(String[] args) throws Exception;
  }

  @Test
  void withConnectionUsesOneConnectionForAllQuestions() throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(lines("+PONG\r\n"))) {
      List<String> output = output(Ask::main, "127.0.0.1:" + server.port(), "PING", "PING");

      assertThat(output).startsWith("+PONG", "+PONG").hasSize(3);
      assertThat(output.get(2)).contains("totalCreated=1", "totalReused=1");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void theLineClientReusesItsConnection() throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(lines("yes\n"));
        LineClient client = new LineClient("127.0.0.1", server.port())) {
      assertThat(client.ask("really?")).isEqualTo("yes");
      assertThat(client.ask("really?")).isEqualTo("yes");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void theLineClientRefusesHalfALine() throws Exception {
    try (LoopbackServer server =
            LoopbackServer.plain(client -> client.getOutputStream().write("ye".getBytes(UTF_8)));
        LineClient client = new LineClient("127.0.0.1", server.port())) {
      assertThatThrownBy(() -> client.ask("really?"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + server.port());
    }
  }

  @Test
  void aTlsConnectionIsVerifiedAndReused(@TempDir Path folder) throws Exception {
    Path authorities =
        Files.writeString(folder.resolve("ca.pem"), Certificates.serverChainPem(), US_ASCII);
    try (LoopbackServer server =
        LoopbackServer.tls(lines("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"))) {
      List<String> output =
          output(Head::main, "127.0.0.1:" + server.port(), authorities.toString());

      assertThat(output)
          .containsExactly(
              "HTTP/1.1 200 OK, a new connection over TLSv1.3",
              "HTTP/1.1 200 OK, the same connection over TLSv1.3");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aServerThatIsNotTrustedIsAnErrorToBeHandled() throws Exception {
    try (LoopbackServer server = LoopbackServer.tls(LoopbackServer::echo)) {
      String endpoint = "tls://127.0.0.1:" + server.port();

      assertThat(output(Failures::main, endpoint)).last().isEqualTo("Do not trust " + endpoint);
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsAnErrorToBeHandled() throws Exception {
    try (LoopbackServer server =
        LoopbackServer.plain(
            client -> client.getOutputStream().write("220 hello\r\n".getBytes(US_ASCII)))) {
      String endpoint = "tls://127.0.0.1:" + server.port();

      assertThat(output(Failures::main, endpoint))
          .last()
          .isEqualTo(endpoint + " does not speak TLS");
    }
  }

  @Test
  void aServerThatIsDownIsAnErrorToBeHandled() throws Exception {
    int port = Ports.free();

    List<String> output = output(Failures::main, "127.0.0.1:" + port);

    assertThat(output.get(0))
        .startsWith("conpool ConnectionFailed{endpoint=tcp://127.0.0.1:" + port + ", attempts=4, ")
        .contains("after 3 retry attempts");
    assertThat(output.get(1))
        .isEqualTo("Is it running? tcp://127.0.0.1:" + port + " after 4 tries");
  }

  @Test
  void aServerThatAnswersIsFine() throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::echo)) {
      assertThat(output(Failures::main, "127.0.0.1:" + server.port())).containsExactly("fine");
    }
  }

  @Test
  void aTransactionGivesBackOnlyWhatIsComplete(Pools pools) throws Exception {
    AtomicInteger answers = new AtomicInteger();
    LoopbackServer.Session thirdTimeUnlucky =
        client -> {
          for (byte[] ask = ask(client); ask.length == 4; ask = ask(client)) {
            if (answers.incrementAndGet() == 3) {
              client.getOutputStream().write(ask, 0, 2);
              return;
            }
            client.getOutputStream().write(ask);
          }
        };
    try (LoopbackServer server = LoopbackServer.plain(thirdTimeUnlucky)) {
      Endpoint endpoint = Endpoint.plaintext("127.0.0.1", server.port());
      Transaction transaction = new Transaction(pools.open(PoolConfig.defaults()), endpoint);
      byte[] request = "four".getBytes(US_ASCII);

      assertThat(transaction.exchange(request, 4)).isEqualTo(request);
      assertThat(transaction.exchange(request, 4)).isEqualTo(request);
      assertThat(server.accepted()).isEqualTo(1);

      assertThatThrownBy(() -> transaction.exchange(request, 4))
          .hasMessageContaining("answered with 2 bytes");
      assertThat(transaction.exchange(request, 4)).isEqualTo(request);
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  private static byte[] ask(Socket client) throws IOException {
    return client.getInputStream().readNBytes(4);
  }

  @Test
  void theHookStartsTlsOnce() throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(ExamplesIT::postgres);
        ConnectionPool pool = PostgresTls.pool(Certificates.trusting())) {
      Endpoint endpoint = Endpoint.starttls("127.0.0.1", server.port());
      Transaction transaction = new Transaction(pool, endpoint);
      byte[] request = "over TLS".getBytes(US_ASCII);

      assertThat(transaction.exchange(request, request.length)).isEqualTo(request);
      assertThat(transaction.exchange(request, request.length)).isEqualTo(request);
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  /** Answers SSLRequest, then echoes over TLS. */
  private static void postgres(Socket client) throws IOException {
    assertThat(client.getInputStream().readNBytes(8))
        .containsExactly(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f);
    client.getOutputStream().write('S');
    try (Socket tls =
        Certificates.serverContext().getSocketFactory().createSocket(client, null, 0, false)) {
      ((SSLSocket) tls).setUseClientMode(false);
      LoopbackServer.echo(tls);
    }
  }

  @Test
  void theHealthCheckReplacesAConnectionThatAnswersWrongly(Pools pools) throws Exception {
    AtomicInteger pings = new AtomicInteger();
    LoopbackServer.Session healthyOnce =
        lines(() -> pings.incrementAndGet() == 1 ? "+PONG\r\n" : "-GONE\r\n");
    try (LoopbackServer server = LoopbackServer.plain(healthyOnce)) {
      Endpoint endpoint = Endpoint.plaintext("127.0.0.1", server.port());
      ConnectionPool pool =
          pools.open(RedisPing.config().healthCheckAfterIdle(Duration.ZERO).build());

      assertThat(pool.<Boolean, IOException>withConnection(endpoint, c -> c.isReused())).isFalse();
      assertThat(pool.<Boolean, IOException>withConnection(endpoint, c -> c.isReused())).isTrue();
      assertThat(pool.<Boolean, IOException>withConnection(endpoint, c -> c.isReused())).isFalse();
      assertThat(pings).hasValue(2);
    }
  }

  @Test
  void settingsAreReadFromText() {
    assertThat(TextConfig.read())
        .isEqualTo(
            PoolConfig.builder()
                .maxConnectionsPerEndpoint(20)
                .maxIdleTime(Duration.ofSeconds(90))
                .build());
  }

  private static LoopbackServer.Session lines(String answer) {
    return lines(() -> answer);
  }

  /** Answers each line; with HTTP, the empty one that ends a request. */
  private static LoopbackServer.Session lines(Supplier<String> answer) {
    return client -> {
      BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
      boolean http = false;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        http |= line.endsWith(" HTTP/1.1");
        if (!http || line.isEmpty()) {
          client.getOutputStream().write(answer.get().getBytes(UTF_8));
        }
      }
    };
  }

  /** Returns the lines that a program prints. */
  private static List<String> output(Program program, String... args) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, UTF_8));
    try {
      program.run(args);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(UTF_8).lines().toList();
  }
}
