package io.conpool.impl.pool;

import static io.conpool.impl.pool.LeaseTest.bytes;
import static io.conpool.impl.pool.LeaseTest.readElsewhere;
import static io.conpool.impl.pool.LeaseTest.writeElsewhere;
import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static io.conpool.impl.pool.SimulatedPool.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Connection;
import io.conpool.PoolConfig;
import io.conpool.PoolStats;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** How a lease ends, and what nobody can do once it has. */
class LeaseEndTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @FunctionalInterface
  private interface Ending {
    void end(Connection connection);
  }

  @Test
  void a09_endingALeaseTwiceTouchesNeitherTheConnectionNorItsNextHolder() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          Connection old = simulated.pool.acquire(ECHO);
          old.release();
          Connection next = simulated.pool.acquire(ECHO);
          old.release();
          old.close();
          old.release();
          exchange(next, "undisturbed");
          PoolStats stats = simulated.pool.stats(ECHO);
          assertThat(stats.active()).isEqualTo(1);
          assertThat(stats.idle()).isZero();
          next.release();
          assertThat(simulated.pool.stats(ECHO).totalClosed()).isZero();
        });
  }

  @Test
  void a09_aReleaseAfterACloseDoesNothing() {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          connection.close();
          connection.release();
          connection.close();
          assertThat(simulated.pool.stats(ECHO).idle()).isZero();
          assertThat(simulated.pool.stats(ECHO).totalClosed()).isEqualTo(1);
        });
  }

  @Test
  void a09_whenManyThreadsEndALeaseItEndsOnce() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          Connection old = simulated.pool.acquire(ECHO);
          Caller<Boolean> releaser =
              Caller.start(
                  simulated,
                  "releaser",
                  () -> {
                    old.release();
                    return true;
                  });
          Caller<Boolean> closer =
              Caller.start(
                  simulated,
                  "closer",
                  () -> {
                    old.close();
                    return true;
                  });
          Caller<Boolean> next = simulated.useElsewhere("next");
          old.release();
          releaser.result();
          closer.result();
          next.result();
          assertThat(simulated.net.maxOpenCount()).isEqualTo(1);
        });
  }

  @Test
  void a09_afterAReleaseEveryUseFails() {
    everyUseFailsAfter(Connection::release);
  }

  @Test
  void a09_afterACloseEveryUseFails() {
    everyUseFailsAfter(Connection::close);
  }

  private static void everyUseFailsAfter(Ending ending) {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          InputStream input = connection.inputStream();
          OutputStream output = connection.outputStream();
          assertThat(connection.toString()).contains("echo.test:7").contains("leased");
          ending.end(connection);
          ThrowingCallable[] io = {
            () -> connection.read(ByteBuffer.allocate(1)),
            () -> connection.write(bytes("x")),
            () -> connection.write(new ByteBuffer[] {bytes("x")}),
            connection::shutdownOutput,
            input::read,
            () -> output.write('x')
          };
          for (ThrowingCallable each : io) {
            assertThatThrownBy(each)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("echo.test:7");
          }
          ThrowingCallable[] others = {
            connection::inputStream,
            connection::outputStream,
            connection::remoteAddress,
            connection::localAddress,
            connection::tlsSession,
            connection::applicationProtocol,
            connection::isReused,
            connection::useCount,
            connection::age,
            connection::bytesRead,
            connection::bytesWritten,
            connection::attachment,
            () -> connection.attach("x"),
            () -> connection.readTimeout(SECOND),
            () -> connection.writeTimeout(SECOND)
          };
          for (ThrowingCallable each : others) {
            assertThatThrownBy(each)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the lease of the connection to echo.test:7 has ended");
          }
          assertThat(connection.endpoint().authority()).isEqualTo("echo.test:7");
          assertThat(connection.toString()).contains("echo.test:7").contains("ended");
        });
  }

  @Test
  void a09_aLeaseMayBeReleasedByAnotherThread() {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          Caller.start(
                  simulated,
                  "other",
                  () -> {
                    connection.release();
                    return true;
                  })
              .result();
          try (Connection next = simulated.pool.acquire(ECHO)) {
            assertThat(next.isReused()).isTrue();
            next.release();
          }
        });
  }

  @Test
  void a09_aCloseByAnotherThreadEndsTheReadThatIsInside() {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          Caller<Integer> reader = readElsewhere(simulated, connection);
          simulated.sim.advance(SECOND);
          connection.close();
          assertThat(reader.failure())
              .isInstanceOf(IOException.class)
              .hasMessageContaining("echo.test:7");
          assertThat(reader.took()).isEqualTo(SECOND);
        });
  }

  /** TLS's own way of closing reads and writes, which nobody may do next to a reader. */
  @Test
  void a09_aLeaseThatEndsWithAReaderInsideIsAbortedAndAnyOtherClosedInOrder() {
    for (boolean inside : new boolean[] {true, false}) {
      run(
          config -> config,
          simulated -> {
            simulated.server.accept(ServerHandler.silent());
            CallNotes notes = new CallNotes();
            NotedPool pool = new NotedPool(simulated, PoolConfig.defaults(), notes);
            Connection connection = pool.endpoint.acquire();
            if (inside) {
              Caller<Integer> reader = readElsewhere(simulated, connection);
              simulated.sim.await(() -> notes.calls.contains("read"));
              connection.close();
              assertThat(reader.failure()).isInstanceOf(IOException.class);
              assertThat(notes.calls).contains("abort").doesNotContain("close");
            } else {
              connection.close();
              assertThat(notes.calls).contains("close").doesNotContain("abort");
            }
            pool.close();
          });
    }
  }

  /** TLS gives its buffers back then. */
  @Test
  void theWireOfAReleasedConnectionRests() {
    run(
        config -> config,
        simulated -> {
          CallNotes notes = new CallNotes();
          NotedPool pool = new NotedPool(simulated, PoolConfig.defaults(), notes);
          Connection connection = pool.endpoint.acquire();
          exchange(connection, "word");
          assertThat(notes.calls).doesNotContain("rest");
          connection.release();
          assertThat(notes.calls).contains("rest");
          pool.close();
        });
  }

  @Test
  void a09_aReleaseDuringAReadClosesAndNoByteReachesTheNextHolder() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          simulated.server.accept(simulated.answersAfter(SECOND));
          Connection connection = simulated.pool.acquire(ECHO);
          connection.write(bytes("old\n"));
          Caller<Integer> reader = readElsewhere(simulated, connection);
          simulated.sim.advance(Duration.ofMillis(500));
          connection.release();
          assertThat(reader.failure()).isInstanceOf(IOException.class);
          try (Connection next = simulated.pool.acquire(ECHO)) {
            assertThat(next.isReused()).isFalse();
            exchange(next, "new");
            next.release();
          }
        });
  }

  @Test
  void a09_aReleaseDuringAWriteCloses() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          simulated.server.accept(ServerHandler.silent());
          Connection connection = simulated.pool.acquire(ECHO);
          Caller<Integer> writer = writeElsewhere(simulated, connection);
          simulated.sim.advance(SECOND);
          connection.release();
          assertThat(writer.failure())
              .isInstanceOf(IOException.class)
              .hasMessageContaining("echo.test:7");
          assertThat(simulated.pool.stats(ECHO).totalClosed()).isEqualTo(1);
        });
  }

  @Test
  void a09_aReadThatRacesTheEndOfItsLeaseNeverTakesTheNextHoldersAnswer() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          for (int round = 0; round < 10; round++) {
            Connection connection = simulated.pool.acquire(ECHO);
            Caller<Integer> reader = readElsewhere(simulated, connection);
            if (round % 2 == 0) {
              connection.release();
            } else {
              connection.close();
            }
            simulated.use(ECHO, "round " + round);
            assertThat(reader.failure()).isInstanceOf(IOException.class);
          }
        });
  }
}
