package io.conpool.impl.dns;

import io.conpool.Endpoint;
import io.conpool.spi.*;
import java.net.*;
import java.util.*;

public final class NameResolution {
  public static List<SocketAddress> resolve(DnsResolverProvider p, Endpoint e, long timeout)
      throws Exception {
    if (e.isUnix()) return List.of(UnixDomainSocketAddress.of(Objects.requireNonNull(e.path())));
    List<SocketAddress> out = new ArrayList<>();
    if (e.isAddressLiteral()) {
      out.add(new InetSocketAddress(InetAddress.getByName(e.host()), e.port()));
      return out;
    }
    for (InetAddress a : p.resolve(e.host(), AddressFamily.ANY, timeout).addresses())
      out.add(new InetSocketAddress(a, e.port()));
    return out;
  }
}
