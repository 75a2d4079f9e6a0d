package io.conpool.impl.time;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what is logged to {@code io.conpool} away from the console, and shows it to the test. */
final class LogCapture extends Handler implements AutoCloseable {

  private final Logger logger = Logger.getLogger("io.conpool");
  private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
  private volatile boolean broken;

  LogCapture() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  Queue<LogRecord> records() {
    return records;
  }

  /** Makes whoever logs from now on fail. */
  void breakDown() {
    broken = true;
  }

  @Override
  public void publish(LogRecord logRecord) {
    records.add(logRecord);
    if (broken) {
      throw new IllegalStateException("the log is broken");
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
