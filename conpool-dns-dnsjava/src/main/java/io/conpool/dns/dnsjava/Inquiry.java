package io.conpool.dns.dnsjava;

import io.conpool.spi.DnsException;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * Asks servers until one of them tells or the time is over.
 *
 * @param servers always asked in this order, for they need not know the same
 * @param type of the records that are asked for
 * @param patience how many nanoseconds a server has when it is asked first; each time it is asked
 *     again, twice as many
 */
record Inquiry(List<NameServer> servers, int type, long patience, Deadline deadline) {

  /**
   * Asks for a name, and for what it is an alias of where a server leaves that open.
   *
   * @throws DnsException if no server tells
   * @throws InterruptedException if the thread was interrupted
   */
  Finding.Outcome ask(Name name) throws DnsException, InterruptedException {
    Name asked = name;
    Duration ttl = Finding.LONGEST;
    for (int aliases = 0; aliases <= ReplyReader.MOST_ALIASES; aliases++) {
      Finding finding = askServers(asked);
      if (finding instanceof Finding.Outcome outcome) {
        return aliases == 0 ? outcome : outcome.throughAlias(ttl);
      } else if (finding instanceof Finding.Alias alias) {
        asked = alias.target();
        ttl = Finding.shortest(ttl, alias.ttl());
      }
    }
    throw temporary(name, "it is an alias of an alias without end", null);
  }

  private Finding askServers(Name name) throws DnsException, InterruptedException {
    Map<NameServer, String> failures = new LinkedHashMap<>();
    @Nullable IOException last = null;
    List<NameServer> asked = servers;
    for (long most = patience; !asked.isEmpty() && !deadline.isOver(); most *= 2) {
      List<NameServer> silent = new ArrayList<>();
      int toAsk = asked.size();
      for (NameServer server : asked) {
        try {
          return ask(server, name, deadline.share(most, toAsk));
        } catch (IOException e) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          last = e;
          failures.put(server, reason(e));
          if (e instanceof SocketTimeoutException) {
            silent.add(server); // a datagram may have got lost
          }
        }
        toAsk--;
      }
      asked = silent;
    }
    throw temporary(name, reason(failures), last);
  }

  private Finding ask(NameServer server, Name name, Deadline patience) throws IOException {
    try {
      return new ReplyReader(server.ask(name, type, patience), type).read(name);
    } catch (UnsupportedAddressTypeException e) {
      throw new IOException("an address of a family that this system does not have", e);
    } catch (RuntimeException e) {
      // Whatever is wrong with one server, the next may tell.
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  private String reason(Map<NameServer, String> failures) {
    if (servers.isEmpty()) {
      return "there is no name server";
    } else if (failures.isEmpty()) {
      return "no answer in time";
    }
    return failures.entrySet().stream()
        .map(failure -> failure.getKey() + " gave: " + failure.getValue())
        .collect(Collectors.joining("; "));
  }

  private static String reason(IOException failure) {
    if (failure instanceof SocketTimeoutException) {
      return "no answer in time";
    } else if (failure instanceof PortUnreachableException) {
      return "nobody listens there";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static DnsException temporary(Name name, String reason, @Nullable IOException cause) {
    return new DnsException(
        DnsException.Kind.TEMPORARY, "asking for " + name.toString(true) + ": " + reason, cause);
  }
}
