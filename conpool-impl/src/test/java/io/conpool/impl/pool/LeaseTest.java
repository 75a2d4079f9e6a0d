package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static io.conpool.impl.pool.SimulatedPool.exchange;
import static io.conpool.impl.pool.SimulatedPool.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.Connection;
import io.conpool.InvalidArgumentException;
import io.conpool.impl.sim.Faults;
import io.conpool.impl.sim.ServerHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What a holder may do with a lease. */
class LeaseTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int MORE_THAN_FITS = 1 << 20;

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  static Caller<Integer> readElsewhere(SimulatedPool simulated, Connection connection) {
    return Caller.start(simulated, "reader", () -> connection.read(ByteBuffer.allocate(100)));
  }

  static Caller<Integer> writeElsewhere(SimulatedPool simulated, Connection connection) {
    return Caller.start(
        simulated, "writer", () -> connection.write(ByteBuffer.allocate(MORE_THAN_FITS)));
  }

  @Test
  void aSecondReaderIsRefusedAndTheFirstGoesOn() {
    run(
        config -> config,
        simulated -> {
          simulated.server.accept(simulated.answersAfter(SECOND));
          Connection connection = simulated.pool.acquire(ECHO);
          connection.write(bytes("hello\n"));
          Caller<Integer> reader = readElsewhere(simulated, connection);
          simulated.settle();
          assertThatThrownBy(() -> connection.read(ByteBuffer.allocate(1)))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("echo.test:7");
          assertThat(reader.result()).isEqualTo(6);
          connection.release();
          assertThat(simulated.pool.stats(ECHO).idle()).isEqualTo(1);
        });
  }

  @Test
  void aSecondWriterIsRefusedAndTheFirstGoesOn() {
    run(
        config -> config,
        simulated -> {
          simulated.server.accept(
              connection -> {
                simulated.sim.advance(SECOND);
                connection.read(MORE_THAN_FITS);
                connection.awaitClosed();
              });
          Connection connection = simulated.pool.acquire(ECHO);
          Caller<Integer> writer = writeElsewhere(simulated, connection);
          simulated.settle();
          assertThatThrownBy(() -> connection.write(bytes("x")))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("echo.test:7");
          assertThat(writer.result()).isEqualTo(MORE_THAN_FITS);
          connection.release();
          assertThat(simulated.pool.stats(ECHO).idle()).isEqualTo(1);
        });
  }

  @Test
  void oneThreadMayReadWhileAnotherWrites() {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          Caller<Integer> reader = readElsewhere(simulated, connection);
          simulated.settle();
          connection.write(bytes("hello\n"));
          assertThat(reader.result()).isEqualTo(6);
          connection.release();
        });
  }

  @Test
  void aReadThatMeetsItsTimeoutLeavesTheStreamIntact() {
    run(
        config -> config.readTimeout(Duration.ofMillis(400)),
        simulated -> {
          simulated.server.accept(simulated.answersAfter(SECOND));
          Connection connection = simulated.pool.acquire(ECHO);
          connection.write(bytes("hello\n"));
          Duration began = simulated.sim.elapsed();
          assertThatThrownBy(() -> connection.read(ByteBuffer.allocate(10)))
              .isInstanceOf(SocketTimeoutException.class)
              .hasMessageContaining("echo.test:7");
          assertThat(simulated.sim.elapsed().minus(began)).isEqualTo(Duration.ofMillis(400));
          connection.readTimeout(SECOND);
          assertThat(connection.inputStream().readNBytes(6)).isEqualTo("hello\n".getBytes(UTF_8));
          connection.release();
          assertThat(simulated.pool.stats(ECHO).idle()).isEqualTo(1);
        });
  }

  @Test
  void a20_aTimedOutReadIsNotReusedAndItsLateAnswerReachesNobody() {
    run(
        config -> config.maxConnectionsPerEndpoint(1),
        simulated -> {
          simulated.server.accept(simulated.answersAfter(SECOND));
          Connection connection = simulated.pool.acquire(ECHO);
          connection.write(bytes("late\n"));
          connection.readTimeout(Duration.ofMillis(400));
          assertThatThrownBy(() -> connection.read(ByteBuffer.allocate(10)))
              .isInstanceOf(SocketTimeoutException.class);
          connection.release();
          simulated.use(ECHO, "own");
          assertThat(simulated.pool.stats(ECHO).totalCreated()).isEqualTo(2);
        });
  }

  @Test
  void aWriteThatMeetsItsTimeoutClosesTheConnection() {
    run(
        config -> config.writeTimeout(SECOND),
        simulated -> {
          simulated.server.accept(ServerHandler.silent());
          Connection connection = simulated.pool.acquire(ECHO);
          Duration began = simulated.sim.elapsed();
          assertThatThrownBy(() -> connection.write(ByteBuffer.allocate(MORE_THAN_FITS)))
              .isInstanceOf(SocketTimeoutException.class)
              .hasMessageContaining("echo.test:7");
          assertThat(simulated.sim.elapsed().minus(began)).isEqualTo(SECOND);
          assertThat(simulated.net.openCount()).isZero();
          assertThatThrownBy(() -> connection.write(bytes("x"))).isInstanceOf(IOException.class);
          connection.release();
          assertThat(simulated.pool.stats(ECHO).totalClosed()).isEqualTo(1);
          assertThat(simulated.pool.stats(ECHO).errors()).isEqualTo(1);
        });
  }

  @Test
  void aWriteThatIsDoneInTimeIsNotCutOffLater() {
    run(
        config -> config.writeTimeout(SECOND),
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          exchange(connection, "in time");
          simulated.sim.advance(Duration.ofSeconds(5));
          exchange(connection, "still open");
          connection.release();
        });
  }

  @Test
  void a25_timeoutsOfOneHolderDoNotReachTheNextButTheAttachmentDoes() {
    run(
        config -> config.readTimeout(Duration.ofSeconds(10)),
        simulated -> {
          simulated.server.accept(simulated.answersAfter(SECOND));
          Object state = new Object();
          try (Connection first = simulated.pool.acquire(ECHO)) {
            first.readTimeout(Duration.ofMillis(1)).writeTimeout(Duration.ofNanos(1));
            first.attach(state);
            first.release();
          }
          try (Connection second = simulated.pool.acquire(ECHO)) {
            assertThat(second.isReused()).isTrue();
            exchange(second, "takes a second");
            assertThat(second.attachment()).isSameAs(state);
            second.release();
          }
        });
  }

  @Test
  void anAttachmentEndsWithItsConnection() {
    run(
        config -> config,
        simulated -> {
          try (Connection first = simulated.pool.acquire(ECHO)) {
            first.attach("gone with the connection");
          }
          try (Connection second = simulated.pool.acquire(ECHO)) {
            assertThat(second.attachment()).isNull();
            second.release();
          }
        });
  }

  @Test
  void aLeaseCountsItsOwnBytesAndTheConnectionItsUses() {
    run(
        config -> config,
        simulated -> {
          try (Connection first = simulated.pool.acquire(ECHO)) {
            assertThat(first.isReused()).isFalse();
            assertThat(first.useCount()).isEqualTo(1);
            exchange(first, "four");
            assertThat(first.bytesWritten()).isEqualTo(5);
            assertThat(first.bytesRead()).isEqualTo(5);
            first.release();
          }
          simulated.sim.advance(SECOND);
          try (Connection second = simulated.pool.acquire(ECHO)) {
            assertThat(second.isReused()).isTrue();
            assertThat(second.useCount()).isEqualTo(2);
            assertThat(second.bytesWritten()).isZero();
            assertThat(second.bytesRead()).isZero();
            assertThat(second.age()).isBetween(SECOND, SECOND.plusMillis(10));
            second.release();
          }
        });
  }

  @Test
  void aGatheringWriteSendsAllBuffersInTheirOrder() {
    run(
        config -> config,
        simulated -> {
          simulated.server.faults(Faults.none().chop(Faults.Chop.RANDOM));
          Connection connection = simulated.pool.acquire(ECHO);
          ByteBuffer[] parts = {bytes("one"), bytes(""), bytes(" two"), bytes(" three\n")};
          assertThat(connection.write(parts)).isEqualTo(14);
          assertThat(parts).noneMatch(ByteBuffer::hasRemaining);
          assertThat(connection.inputStream().readNBytes(14))
              .isEqualTo("one two three\n".getBytes(UTF_8));
          connection.release();
        });
  }

  @Test
  void closingAStreamOfALeaseEndsThatStreamAndNotTheLease() {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          OutputStream output = connection.outputStream();
          InputStream input = connection.inputStream();
          output.close();
          input.close();
          assertThatThrownBy(() -> output.write('x')).isInstanceOf(IOException.class);
          assertThatThrownBy(input::read).isInstanceOf(IOException.class);
          connection.write(bytes("x\n"));
          assertThat(connection.read(ByteBuffer.allocate(2))).isPositive();
          connection.close();
        });
  }

  @Test
  void aLeaseSaysWhomItIsConnectedTo() {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          assertThat(connection.endpoint().authority()).isEqualTo("echo.test:7");
          assertThat(connection.remoteAddress()).hasToString("/10.0.0.1:7");
          connection.release();
        });
  }

  @Test
  void theTimeoutsOfALeaseAreSetInOneGo() {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          assertThat(connection.writeTimeout(SECOND).readTimeout(SECOND)).isSameAs(connection);
          assertThat(connection.readTimeout(SECOND).writeTimeout(SECOND)).isSameAs(connection);
          connection.release();
        });
  }

  @Test
  void aNegativeTimeoutIsRefused() {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          assertThatThrownBy(() -> connection.readTimeout(Duration.ofNanos(-1)))
              .isInstanceOf(InvalidArgumentException.class);
          assertThatThrownBy(() -> connection.writeTimeout(Duration.ofNanos(-1)))
              .isInstanceOf(InvalidArgumentException.class);
          exchange(connection, "still held");
          connection.release();
          assertThatThrownBy(() -> simulated.pool.acquire(ECHO, Duration.ofNanos(-1)))
              .isInstanceOf(InvalidArgumentException.class);
        });
  }

  @Test
  void theEndOfTheStreamIsReadAsSuch() {
    run(
        config -> config,
        simulated -> {
          simulated.server.accept(connection -> connection.write("bye"));
          Connection connection = simulated.pool.acquire(ECHO);
          assertThat(connection.inputStream().readAllBytes()).isEqualTo("bye".getBytes(UTF_8));
          assertThat(connection.read(ByteBuffer.allocate(1))).isEqualTo(-1);
          connection.release();
          assertThat(simulated.pool.stats(ECHO).idle()).isZero();
        });
  }

  @Test
  void leasesThatEndByFailedInputOrOutputAreCountedAsErrors() {
    run(
        config -> config,
        simulated -> {
          Connection connection = simulated.pool.acquire(ECHO);
          simulated.server.restart();
          assertThatThrownBy(() -> exchange(connection, "into the void"))
              .isInstanceOf(IOException.class)
              .hasMessageContaining("echo.test:7");
          connection.close();
          assertThat(simulated.pool.stats(ECHO).errors()).isEqualTo(1);
        });
  }

  @Test
  void leasesThatAreClosedUnreleasedAgainAndAgainAreLoggedOnce() {
    List<LogRecord> records = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord logged) {
            if (logged.getLevel().equals(Level.WARNING)) {
              records.add(logged);
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("io.conpool.endpoint");
    logger.addHandler(handler);
    logger.setLevel(Level.WARNING);
    try {
      SimulatedPool.run(
          1,
          config -> config,
          simulated -> {
            for (int i = 0; i < 100; i++) {
              simulated.pool.acquire(ECHO).close();
            }
          });
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(null);
    }
    assertThat(records).hasSize(1);
    assertThat(records.get(0).getMessage()).contains("echo.test:7").contains("release()");
  }
}
