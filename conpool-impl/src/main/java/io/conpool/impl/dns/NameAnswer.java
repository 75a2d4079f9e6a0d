package io.conpool.impl.dns;

import io.conpool.spi.DnsException;
import java.net.InetAddress;
import java.util.List;

/** What is known of the addresses of a name. */
public sealed interface NameAnswer {

  /**
   * There are some.
   *
   * @param addresses each once, in the resolver's order
   * @param stale whether their time is over, and the resolver has failed since
   */
  record Found(List<InetAddress> addresses, boolean stale) implements NameAnswer {}

  /** There are none, or the resolver does not tell. */
  record Failed(DnsException cause) implements NameAnswer {}
}
