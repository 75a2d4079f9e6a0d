package io.conpool.spi;

import io.conpool.TlsConfig;
import java.security.GeneralSecurityException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes TLS engines.
 *
 * <p>conpool drives the engines itself, over any transport; a provider only has to make them. It
 * also checks the peer's subject alternative names itself after the handshake, whatever the engine
 * did.
 */
@ConsumerType
public interface TlsProvider extends Provider {

  /**
   * Makes the context that all engines of one configuration and server name share, sessions
   * included.
   *
   * <p>Called once for each pair while it stays in conpool's bounded cache; off every lock.
   *
   * @param config what to trust and what to offer; the provider refuses what it would have to
   *     ignore
   * @param serverName whom the peer must prove to be: a normalised host name or an address literal
   *     without brackets
   * @return a context for that pair
   * @throws GeneralSecurityException if the configuration cannot be had from this provider; the
   *     message says which part
   */
  TlsContext context(TlsConfig config, String serverName) throws GeneralSecurityException;

  /**
   * Tells whether an engine's calls hold on to the carrier of a virtual thread, in native code for
   * example.
   *
   * @return true where handshakes should run on platform threads
   */
  default boolean pinsThreads() {
    return false;
  }
}
