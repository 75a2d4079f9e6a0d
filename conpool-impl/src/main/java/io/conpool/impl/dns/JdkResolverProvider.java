package io.conpool.impl.dns;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsResolverProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The built-in resolver, named {@code jdk}: the system's, with all that the JDK and the system make
 * of a name.
 */
public final class JdkResolverProvider implements DnsResolverProvider {

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
      throws UnknownHostException, InterruptedException {
    if (family != AddressFamily.ANY) {
      throw new IllegalArgumentException("the system's resolver cannot be asked for " + family);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return new DnsAnswer(List.of(InetAddress.getAllByName(hostname)), null);
  }
}
