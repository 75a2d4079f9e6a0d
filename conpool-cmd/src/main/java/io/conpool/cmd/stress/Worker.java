package io.conpool.cmd.stress;

import io.conpool.Connection;
import io.conpool.Endpoint;
import java.io.EOFException;
import java.io.IOException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One of those at work at once: plays client after client, message after message. */
final class Worker implements Runnable {

  /**
   * What a worker is doing.
   *
   * @param client the client it plays
   * @param message the number of the message, from 1
   * @param endpoint the server it goes to
   * @param since when it began, by {@link System#nanoTime()}
   */
  record Step(int client, int message, Endpoint endpoint, long since) {}

  private final Shift shift;
  private final Histogram acquires = Latency.histogram();
  private final Histogram exchanges = Latency.histogram();
  private volatile @Nullable Step step;

  Worker(Shift shift) {
    this.shift = shift;
  }

  @Override
  public void run() {
    try {
      int client = shift.nextClient().getAndIncrement();
      while (client < shift.workload().clients() && play(client)) {
        client = shift.nextClient().getAndIncrement();
      }
    } finally {
      step = null;
      shift.left().countDown();
    }
  }

  /** What it is doing, or null where it is done. */
  @Nullable Step step() {
    return step;
  }

  /** How long it took to get connections; to be read once the worker is done. */
  Histogram acquires() {
    return acquires;
  }

  /** How long whole exchanges took, acquire and release included; to be read once it is done. */
  Histogram exchanges() {
    return exchanges;
  }

  /** Sends a client's messages; false if the run was called off meanwhile. */
  private boolean play(int client) {
    Messages messages = new Messages(client, shift.workload(), shift.seed());
    for (int i = 1; i <= shift.workload().messagesPerClient(); i++) {
      Endpoint endpoint = shift.endpoints().get(messages.nextServer());
      byte[] line = messages.nextLine();
      long begin = System.nanoTime();
      step = new Step(client, i, endpoint, begin);
      try {
        shift.board().echoed(exchange(endpoint, line, begin));
      } catch (IOException | RuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
          return false;
        }
        shift.board().failed(e);
      }
    }
    return true;
  }

  /** Sends a line and returns how many bytes of its echo are wrong. */
  private int exchange(Endpoint endpoint, byte[] line, long begin) throws IOException {
    try (Connection connection = shift.pool().acquire(endpoint)) {
      acquires.recordValue(System.nanoTime() - begin);
      connection.outputStream().write(line);
      byte[] echo = connection.inputStream().readNBytes(line.length);
      if (echo.length < line.length) {
        throw new EOFException(
            endpoint + " closed after " + echo.length + " of " + line.length + " bytes");
      }
      int wrong = differences(line, echo);
      if (wrong == 0) {
        connection.release();
      }
      exchanges.recordValue(System.nanoTime() - begin);
      return wrong;
    }
  }

  private static int differences(byte[] sent, byte[] received) {
    int count = 0;
    for (int i = 0; i < sent.length; i++) {
      if (sent[i] != received[i]) {
        count++;
      }
    }
    return count;
  }
}
