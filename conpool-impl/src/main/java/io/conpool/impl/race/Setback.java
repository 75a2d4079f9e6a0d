package io.conpool.impl.race;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One reason why nobody has won.
 *
 * @param phase what was being done
 * @param address whose attempt failed; null where the resolver had no answer
 * @param cause why
 */
public record Setback(Phase phase, @Nullable SocketAddress address, Throwable cause) {

  /** What can fail. */
  public enum Phase {
    RESOLVING,
    CONNECTING,
    /** Getting through a proxy, the TLS handshake, or both. */
    SECURING
  }
}
