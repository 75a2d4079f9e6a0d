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

  LogCapture() {
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  Queue<LogRecord> records() {
    return records;
  }

  @Override
  public void publish(LogRecord logRecord) {
    records.add(logRecord);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
