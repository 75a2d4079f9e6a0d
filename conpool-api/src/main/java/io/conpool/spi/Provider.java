package io.conpool.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One implementation of a part of conpool that can be exchanged.
 *
 * <p>Providers are called by several threads at once and must be safe for that. A provider that
 * throws from {@link #name()}, {@link #priority()} or {@link #availability()} is skipped and logged
 * once.
 */
@ConsumerType
public interface Provider {

  /**
   * Returns the name by which a configuration asks for this provider.
   *
   * @return a short lower-case word, the same on every call
   */
  String name();

  /**
   * Returns how much this provider is preferred where the configuration names none.
   *
   * @return the priority; the highest available one is used, the built-in providers have 0
   */
  default int priority() {
    return 0;
  }

  /**
   * Says whether this provider can work here.
   *
   * <p>Asked whenever a provider is chosen, so it must be quick; a provider whose native library
   * will not load says {@link Availability#unavailable(String) no, and why}, and the next one is
   * used.
   *
   * @return whether this provider can be used now
   */
  default Availability availability() {
    return Availability.available();
  }
}
