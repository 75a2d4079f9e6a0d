package io.conpool.it.dns;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks one server for every name, and counts the questions. */
final class ServerResolver implements DnsResolverProvider {

  private static final int NO_SUCH_NAME = 3;

  private final DnsClient client;
  private final AtomicInteger four = new AtomicInteger();
  private final AtomicInteger six = new AtomicInteger();

  ServerResolver(InetSocketAddress server) {
    this.client = new DnsClient(server);
  }

  @Override
  public String name() {
    return "server";
  }

  /** How often it was asked for addresses of version 4. */
  int askedForFour() {
    return four.get();
  }

  /** How often it was asked for addresses of version 6. */
  int askedForSix() {
    return six.get();
  }

  @Override
  public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
      throws DnsException, InterruptedException {
    boolean asksForSix = family == AddressFamily.IPV6;
    (asksForSix ? six : four).incrementAndGet();
    DnsClient.RecordType type = asksForSix ? DnsClient.RecordType.AAAA : DnsClient.RecordType.A;
    DnsClient.Reply reply = ask(hostname, type, Duration.ofNanos(timeoutNanos));
    if (reply.code() == NO_SUCH_NAME) {
      throw failed(DnsException.Kind.NO_SUCH_NAME, "there is no " + hostname, null);
    } else if (reply.code() != 0) {
      throw failed(DnsException.Kind.TEMPORARY, "the server says " + reply.code(), null);
    } else if (reply.records().isEmpty()) {
      throw failed(DnsException.Kind.NO_DATA, "no " + type + " of " + hostname, null);
    }
    return new DnsAnswer(addresses(reply), reply.timeToLive());
  }

  private DnsClient.Reply ask(String hostname, DnsClient.RecordType type, Duration timeout)
      throws DnsException, InterruptedException {
    try {
      return client.ask(hostname, type, timeout);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      throw failed(DnsException.Kind.TEMPORARY, "no reply", e);
    }
  }

  private static List<InetAddress> addresses(DnsClient.Reply reply) throws DnsException {
    List<InetAddress> addresses = new ArrayList<>();
    try {
      for (byte[] address : reply.records()) {
        addresses.add(InetAddress.getByAddress(address));
      }
    } catch (IOException e) {
      throw failed(DnsException.Kind.TEMPORARY, "an address of an impossible length", e);
    }
    return addresses;
  }

  private static DnsException failed(DnsException.Kind kind, String message, IOException cause) {
    return new DnsException(kind, message, cause);
  }
}
