package io.conpool.it.osgi.host;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which providers the pools have chosen last, as conpool's log tells. */
final class Choices extends Handler implements AutoCloseable {

  private static final Pattern CHOICE = Pattern.compile("(tls|dns) provider is (\\w+) \\(.*");

  private final Logger logger = Logger.getLogger("io.conpool");
  private final Map<String, String> chosen = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> changes = new ConcurrentHashMap<>();

  /** Listens from now on. */
  Choices() {
    logger.addHandler(this);
  }

  /** Forgets, so that the next choice is seen whatever it is. */
  void forget() {
    chosen.clear();
  }

  /** Waits until a provider is the one chosen last. */
  void await(String kind, String provider) {
    Await.quiet(
        () ->
            provider.equals(chosen.get(kind))
                ? ""
                : kind + " provider must be " + provider + ", is " + chosen.get(kind));
  }

  /** How often a kind of provider was chosen anew. */
  long changes(String kind) {
    AtomicLong count = changes.get(kind);
    return count == null ? 0 : count.get();
  }

  @Override
  public void publish(LogRecord entry) {
    Matcher choice = CHOICE.matcher(entry.getMessage());
    if (choice.matches()) {
      changes.computeIfAbsent(choice.group(1), kind -> new AtomicLong()).incrementAndGet();
      chosen.put(choice.group(1), choice.group(2));
    }
  }

  /** Returns them as in {@code {dns=jdk, tls=jdk}}. */
  @Override
  public String toString() {
    return new TreeMap<>(chosen).toString();
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
