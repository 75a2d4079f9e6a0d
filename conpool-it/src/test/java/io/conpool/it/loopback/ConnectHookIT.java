package io.conpool.it.loopback;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionSetup;
import io.conpool.Endpoint;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.it.support.Certificates;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Security;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** What a hook may do to a new connection, and what becomes of one whose hook fails. */
@OnEachKindOfThread
class ConnectHookIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** Asks for TLS as PostgreSQL's clients do, by one byte each way. */
  private static void askForTls(ConnectionSetup setup) throws IOException {
    setup.write(ByteBuffer.wrap("T".getBytes(US_ASCII)));
    setup.read(ByteBuffer.allocate(1));
    setup.startTls();
  }

  /** Agrees to TLS and echoes over it. */
  private static void agree(Socket client) throws IOException {
    client.getInputStream().read();
    client.getOutputStream().write('S');
    try (Socket tls =
        Certificates.serverContext().getSocketFactory().createSocket(client, null, 0, false)) {
      ((SSLSocket) tls).setUseClientMode(false);
      LoopbackServer.echo(tls);
    }
  }

  private static Endpoint starttls(LoopbackServer server) {
    return Endpoint.starttls("127.0.0.1", server.port());
  }

  @Test
  void aHookStartsTlsOnceForAllLeases(Pools pools) throws IOException {
    AtomicInteger hooks = new AtomicInteger();
    try (LoopbackServer server = LoopbackServer.plain(ConnectHookIT::agree)) {
      ConnectionPool pool =
          pools.open(
              Security.config()
                  .onConnect(
                      setup -> {
                        hooks.incrementAndGet();
                        askForTls(setup);
                      })
                  .build());

      for (int i = 0; i < 10; i++) {
        assertThat(
                pool.<String, IOException>withConnection(
                    starttls(server),
                    connection -> {
                      assertThat(connection.tlsSession()).isPresent();
                      return Tokens.exchange(connection, "token");
                    }))
            .isEqualTo("token");
      }

      assertThat(hooks).hasValue(1);
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void bytesAheadOfTheHandshakeAreRefused(Pools pools) throws Exception {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    try (LoopbackServer server =
        LoopbackServer.plain(
            client -> {
              client.getInputStream().read();
              client.getOutputStream().write("Sinjected".getBytes(US_ASCII));
              answer.complete(nextByte(client));
            })) {
      ConnectionPool pool =
          pools.open(Security.config().onConnect(ConnectHookIT::askForTls).build());

      PoolException failure = Failure.atOnce(() -> pool.acquire(starttls(server)));

      assertThat(failure.error()).isInstanceOf(PoolError.TlsFailed.class);
      assertThat(answer.get(10, TimeUnit.SECONDS)).as("no handshake was begun").isEqualTo(-1);
      Eventually.check(() -> assertThat(server.open()).isZero());
    }
  }

  /** The client's next byte, -1 where it has gone, in good order or not. */
  private static int nextByte(Socket client) {
    try {
      return client.getInputStream().read();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void aHookThatForgetsTlsIsRefused(Pools pools) throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::echo)) {
      ConnectionPool pool = pools.open(Security.config().onConnect(setup -> {}).build());

      PoolException failure = Failure.atOnce(() -> pool.acquire(starttls(server)));

      assertThat(failure.error()).isInstanceOf(PoolError.InitFailed.class);
      Eventually.check(() -> assertThat(server.open()).isZero());
    }
  }

  @Test
  void withoutAHookNothingStartsTls(Pools pools) {
    ConnectionPool pool = pools.open(Security.config().build());

    assertThatThrownBy(() -> pool.acquire(Endpoint.starttls("127.0.0.1", 1)))
        .isInstanceOfSatisfying(
            InvalidArgumentException.class,
            e -> assertThat(e.error()).isInstanceOf(PoolError.InvalidConfig.class));
  }

  @Test
  void aHookThatTakesTooLongIsAborted(Pools pools) throws Exception {
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::keepSilent)) {
      Endpoint endpoint = Security.PLAIN.endpoint(server.port());
      ConnectionPool pool =
          pools.open(
              PoolConfig.builder()
                  .initTimeout(TIMEOUT)
                  .onConnect(setup -> setup.read(ByteBuffer.allocate(1)))
                  .build());

      PoolException failure = Failure.within(TIMEOUT, () -> pool.acquire(endpoint));

      assertThat(failure.error()).isInstanceOf(PoolError.InitFailed.class);
      assertThat(server.accepted()).as("it is not tried again").isEqualTo(1);
      Eventually.check(() -> assertThat(server.open()).isZero());
    }
  }

  @Test
  void aHookThatThrowsIsTheCause(Pools pools) throws Exception {
    IllegalStateException bug = new IllegalStateException("a bug in the hook");
    try (LoopbackServer server = LoopbackServer.plain(LoopbackServer::echo)) {
      Endpoint endpoint = Security.PLAIN.endpoint(server.port());
      ConnectionPool pool =
          pools.open(
              PoolConfig.builder()
                  .onConnect(
                      setup -> {
                        throw bug;
                      })
                  .build());

      PoolException failure = Failure.atOnce(() -> pool.acquire(endpoint));

      assertThat(failure.error()).isInstanceOf(PoolError.InitFailed.class);
      assertThat(failure).hasRootCause(bug);
      Eventually.check(() -> assertThat(server.open()).isZero());
    }
  }
}
