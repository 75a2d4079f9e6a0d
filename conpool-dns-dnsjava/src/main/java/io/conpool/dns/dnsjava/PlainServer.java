package io.conpool.dns.dnsjava;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/**
 * A server asked by datagrams, and over a connection where the answer does not fit one.
 *
 * @param address resolved
 */
record PlainServer(InetSocketAddress address) implements NameServer {

  @Override
  public Message ask(Name name, int type, Deadline deadline) throws IOException {
    Message reply = ask(Query.extended(name, type), deadline);
    int code = reply.getRcode();
    if ((code == Rcode.FORMERR || code == Rcode.NOTIMP) && reply.getOPT() == null) {
      // A server from before RFC 6891 (its section 7).
      return ask(Query.plain(name, type), deadline);
    }
    return reply;
  }

  private Message ask(Query query, Deadline deadline) throws IOException {
    Message reply = new UdpExchange(address).ask(query, deadline);
    if (!reply.getHeader().getFlag(Flags.TC)) {
      return reply;
    }
    try (Connection connection = Connection.open(address, deadline)) {
      return query.replyOver(connection);
    }
  }

  @Override
  public String toString() {
    return NameServer.text(address);
  }
}
