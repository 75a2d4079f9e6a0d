package io.conpool.tls.conscrypt;

import io.conpool.spi.Availability;
import java.security.GeneralSecurityException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The loading of Conscrypt, when it is first asked for and once: a native library that has failed
 * to load fails again.
 */
final class Loading {

  /** That of this process. */
  static final Loading OF_PROCESS = new Loading(NativeEngines::load);

  /** Long enough for the path of a library, short enough for a line of a log. */
  private static final int MAX_REASON = 256;

  /** Does it. */
  @FunctionalInterface
  interface Attempt {

    /** Loads Conscrypt; may throw whatever class loaders and the system do. */
    NativeEngines make() throws GeneralSecurityException;
  }

  private sealed interface Outcome {}

  private record Loaded(NativeEngines engines) implements Outcome {}

  private record Failed(String reason) implements Outcome {}

  private final Attempt attempt;
  private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

  Loading(Attempt attempt) {
    this.attempt = attempt;
  }

  /** Says whether Conscrypt can be used; loads it the first time. */
  Availability availability() {
    return outcome() instanceof Failed failed
        ? Availability.unavailable(failed.reason())
        : Availability.available();
  }

  /**
   * Returns what was loaded.
   *
   * @throws GeneralSecurityException if it could not be, with the reason
   */
  NativeEngines engines() throws GeneralSecurityException {
    Outcome known = outcome();
    if (known instanceof Failed failed) {
      throw new GeneralSecurityException(failed.reason());
    }
    return ((Loaded) known).engines();
  }

  private Outcome outcome() {
    if (outcome.get() == null) {
      // Of two threads the first counts; the library itself is loaded once in any case.
      outcome.compareAndSet(null, tried());
    }
    return Objects.requireNonNull(outcome.get());
  }

  private Outcome tried() {
    try {
      return new Loaded(attempt.make());
    } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
      // No library for this system, no permission to load it, no place to unpack it, no Conscrypt.
      return new Failed("Conscrypt cannot be loaded: " + firstLine(e));
    }
  }

  private static String firstLine(Throwable cause) {
    String line = cause.toString().lines().findFirst().orElse("").strip();
    return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "…";
  }
}
