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
   * @param hostname the name, normalised; or a {@linkplain DnsService#target() target} that {@link
   *     #services} has told, as it was told
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

  /**
   * Looks the servers of a service up: its SRV records (RFC 2782). Their addresses are asked for by
   * {@link #resolve}.
   *
   * @param name the service and its domain, normalised, as in {@code _ldap._tcp.example.com}; it is
   *     absolute, and no search path applies
   * @param timeoutNanos how long the caller waits, in nanoseconds; more than 0
   * @return at least one server and how long the answer may be kept
   * @throws DnsException if there is no answer, with the kind of failure; {@link
   *     DnsException.Kind#NO_DATA} also where the domain says that it does not offer the service (a
   *     single record with the target {@code .})
   * @throws UnsupportedOperationException if this resolver knows addresses only, as it does unless
   *     it overrides this
   * @throws InterruptedException if the thread was interrupted
   */
  default DnsServices services(String name, long timeoutNanos)
      throws DnsException, InterruptedException {
    throw new UnsupportedOperationException(
        "the DNS provider " + name() + " does not look up services (SRV records)");
  }
}
