package io.conpool.dns.dnsjava;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/**
 * One server, asked by datagrams, and over a connection where the answer does not fit one.
 *
 * @param address resolved
 */
record NameServer(InetSocketAddress address) {

  /**
   * Asks. An interrupt ends it as a failure, and the flag stays set.
   *
   * @param name absolute
   * @param type of the records that are asked for
   * @throws java.net.SocketTimeoutException if there is no answer in time
   * @throws IOException if the server is not there or fails half way
   */
  Message ask(Name name, int type, Deadline deadline) throws IOException {
    Message reply = ask(Query.extended(name, type), deadline);
    if (reply.getRcode() == Rcode.FORMERR && reply.getOPT() == null) {
      // A server from before RFC 6891 (its section 7).
      return ask(Query.plain(name, type), deadline);
    }
    return reply;
  }

  private Message ask(Query query, Deadline deadline) throws IOException {
    Message reply = new UdpExchange(address).ask(query, deadline);
    if (reply.getHeader().getFlag(Flags.TC)) {
      return new TcpExchange(address).ask(query, deadline);
    }
    return reply;
  }

  /** Address and port, as in {@code 192.0.2.53:53}; that of IPv6 in brackets. */
  @Override
  public String toString() {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
