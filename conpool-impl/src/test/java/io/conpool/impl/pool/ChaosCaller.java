package io.conpool.impl.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.impl.sim.Simulation;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A caller of a chaos run: leases, exchanges, and lets go in every possible way. */
final class ChaosCaller {

  static final String OVERDUE = " waited for ";

  private static final int ROUNDS = 25;
  private static final Duration ACQUIRE_TIMEOUT = Duration.ofMillis(500);

  private final SimulatedPool simulated;
  private final Simulation sim;
  private final ChaosWeather weather;
  private final String name;
  private int words;

  ChaosCaller(SimulatedPool simulated, ChaosWeather weather, String name) {
    this.simulated = simulated;
    this.sim = simulated.sim;
    this.weather = weather;
    this.name = name;
  }

  /** Goes on until it has had enough, or the pool is closed. */
  boolean run() {
    for (int round = 0; round < ROUNDS && !weather.isClosed(); round++) {
      Connection connection = leaseInTime(weather.anyEndpoint());
      if (connection != null) {
        hold(connection);
      }
      if (sim.random(4) == 0) {
        pause(10_000);
      }
      Thread.interrupted();
    }
    return true;
  }

  private void pause(int micros) {
    sim.advance(Duration.ofNanos(1 + 1000L * sim.random(micros)));
  }

  private @Nullable Connection leaseInTime(Endpoint endpoint) {
    int dice = sim.random(6);
    Duration timeout = dice < 2 ? Duration.ZERO : dice == 2 ? brief() : ACQUIRE_TIMEOUT;
    Duration began = sim.elapsed();
    Connection leased = null;
    try {
      leased =
          dice == 0
              ? simulated.pool.tryAcquire(endpoint).orElse(null)
              : simulated.pool.acquire(endpoint, timeout);
    } catch (PoolException e) {
      requireExpected(e);
    }
    Duration took = sim.elapsed().minus(began);
    // Who does not want to wait has one attempt, with a health check in it.
    Duration longest = dice == 1 ? ChaosTest.HEALTH_CHECK_TIMEOUT : timeout;
    if (took.compareTo(longest) > 0) {
      throw new AssertionError(name + OVERDUE + took + ", longer than " + longest);
    }
    return leased;
  }

  private Duration brief() {
    return Duration.ofMillis(1 + sim.random(60));
  }

  private void requireExpected(PoolException e) {
    PoolError error = e.error();
    boolean expected =
        error instanceof PoolError.PoolClosed
            ? weather.isClosed()
            : error instanceof PoolError.Interrupted
                ? Thread.currentThread().isInterrupted()
                : error instanceof PoolError.AcquireTimeout
                    || error instanceof PoolError.ConnectionTimeout
                    || error instanceof PoolError.ConnectionFailed
                    || error instanceof PoolError.InitFailed
                    || error instanceof PoolError.TooManyWaiters;
    if (!expected) {
      throw new AssertionError(name + " did not expect this", e);
    }
  }

  private void hold(Connection connection) {
    SocketAddress local = connection.localAddress().orElseThrow();
    weather.took(local);
    Object mark = new Object();
    connection.attach(mark);
    try {
      use(connection);
      if (connection.attachment() != mark) {
        throw new AssertionError(name + " does not hold " + local + " alone");
      }
    } catch (IOException e) {
      // The server, an interrupt, a close by another thread, the end of the pool: all may be.
    }
    weather.letGo(local);
    if (sim.random(8) == 0) {
      connection.close();
    }
    connection.release();
    if (sim.random(8) == 0) {
      comeBackLate(connection);
    }
  }

  private void use(Connection connection) throws IOException {
    switch (sim.random(12)) {
      case 0 -> {
        ask(connection, 3, nextWord());
        readLine(connection);
      }
      case 1 -> connection.shutdownOutput();
      case 2 -> {
        connection.readTimeout(Duration.ofMillis(1 + sim.random(20)));
        exchange(connection);
      }
      case 3 -> {
        pause(5_000);
        exchange(connection);
      }
      case 4 -> beCutOff(connection);
      case 5 -> {
        exchange(connection);
        exchange(connection);
      }
      default -> exchange(connection);
    }
  }

  /** Another thread ends the lease, while this one reads what will never come. */
  private void beCutOff(Connection connection) throws IOException {
    boolean closes = sim.random(2) == 0;
    sim.spawn(
        name + " cutter",
        () -> {
          pause(2_000);
          if (closes) {
            connection.close();
          } else {
            connection.release();
          }
        });
    connection.read(ByteBuffer.allocate(1));
  }

  /** Whatever is tried on an ended lease reaches nobody. */
  private static void comeBackLate(Connection ended) {
    ended.close();
    ended.release();
    try {
      ended.write(ByteBuffer.wrap("1 late\n".getBytes(UTF_8)));
      throw new AssertionError("an ended lease was written to");
    } catch (IOException e) {
      // As it must be.
    }
  }

  private String nextWord() {
    return name + "-" + ++words + "-" + sim.random(1_000_000);
  }

  private static void ask(Connection connection, int copies, String word) throws IOException {
    connection.outputStream().write((copies + " " + word + "\n").getBytes(UTF_8));
  }

  private void exchange(Connection connection) throws IOException {
    String word = nextWord();
    ask(connection, 1, word);
    String answer = readLine(connection);
    if (!answer.equals(word)) {
      throw new AssertionError(name + " asked for " + word + " and was answered " + answer);
    }
  }

  private static String readLine(Connection connection) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = connection.inputStream().read(); octet != '\n'; ) {
      if (octet < 0) {
        throw new IOException("the server has closed");
      }
      line.append((char) octet);
      octet = connection.inputStream().read();
    }
    return line.toString();
  }
}
