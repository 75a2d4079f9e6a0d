package io.conpool.spi;

import java.net.UnknownHostException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Resolves host names.
 *
 * <p>Calls block, may come from several threads at once and should end early when their thread is
 * interrupted. Address literals never arrive here, and names arrive in lower case, as ASCII (IDN
 * converted) and without a trailing dot.
 */
@ConsumerType
public interface DnsResolverProvider extends Provider {

  /**
   * Looks one name up.
   *
   * @param hostname the name, normalised
   * @param family which addresses are asked for; always {@link AddressFamily#ANY} where {@link
   *     #joint()} is true
   * @param timeoutNanos how long the caller waits, in nanoseconds; more than 0
   * @return at least one address and how long the answer may be kept
   * @throws DnsException if there is no answer, with the kind of failure
   * @throws UnknownHostException if the provider cannot tell more; taken as {@link
   *     DnsException.Kind#NO_SUCH_NAME}
   * @throws InterruptedException if the thread was interrupted
   */
  DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
      throws DnsException, UnknownHostException, InterruptedException;

  /**
   * Tells whether this resolver can only ask for both families together.
   *
   * @return true where {@link #resolve} is to be called once with {@link AddressFamily#ANY}
   */
  default boolean joint() {
    return false;
  }
}
