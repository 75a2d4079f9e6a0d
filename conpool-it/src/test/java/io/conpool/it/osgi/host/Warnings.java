package io.conpool.it.osgi.host;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What conpool warns of in configurations. */
final class Warnings extends Handler implements AutoCloseable {

  private final Logger logger = Logger.getLogger("io.conpool.config");
  private final List<String> messages = new CopyOnWriteArrayList<>();

  /** Listens from now on. */
  Warnings() {
    logger.addHandler(this);
  }

  /** Waits for one warning, and returns it. */
  String awaitOne() {
    Await.quiet(() -> messages.isEmpty() ? "there must be a warning" : "");
    return String.join("; ", messages);
  }

  @Override
  public void publish(LogRecord entry) {
    if (entry.getLevel().equals(Level.WARNING)) {
      messages.add(entry.getMessage());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
