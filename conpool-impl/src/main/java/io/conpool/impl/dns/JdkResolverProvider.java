package io.conpool.impl.dns;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The built-in resolver, named {@code jdk}: the system's, with all that the JDK and the system make
 * of a name.
 *
 * <p>A failure is taken for temporary where the system says so in the words of glibc, musl, macOS,
 * a BSD or Windows, in English; in other words, or of any other kind, it is taken for a name that
 * does not exist. Some systems say that of every failure: macOS without a network, or a local cache
 * that hides that its server is away. The JDK remembers failures too ({@code
 * networkaddress.cache.negative.ttl}, 10 seconds by default), so tries within that time learn
 * nothing new.
 */
public final class JdkResolverProvider implements DnsResolverProvider {

  private final SystemFailures failures = new SystemFailures();

  /** Makes the provider. */
  public JdkResolverProvider() {}

  @Override
  public String name() {
    return "jdk";
  }

  @Override
  public boolean joint() {
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * <p>The system's call knows neither time-outs nor interrupts: an interrupt is noticed before it,
   * not in it.
   */
  @Override
  public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
      throws DnsException, UnknownHostException, InterruptedException {
    if (family != AddressFamily.ANY) {
      throw new IllegalArgumentException("the system's resolver cannot be asked for " + family);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try {
      DnsAnswer answer = new DnsAnswer(List.of(InetAddress.getAllByName(hostname)), null);
      failures.forget(hostname);
      return answer;
    } catch (UnknownHostException e) {
      DnsException temporary = failures.temporary(hostname, e);
      if (temporary != null) {
        throw temporary;
      }
      throw e;
    }
  }
}
