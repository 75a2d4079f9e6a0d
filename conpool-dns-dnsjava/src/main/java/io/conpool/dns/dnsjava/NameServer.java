package io.conpool.dns.dnsjava;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/** One server. Its text is as in the settings. */
sealed interface NameServer permits PlainServer, TlsServer {

  /**
   * Asks. An interrupt ends it as a failure, and the flag stays set.
   *
   * @param name absolute
   * @param type of the records that are asked for
   * @throws java.net.SocketTimeoutException if there is no answer in time
   * @throws IOException if the server is not there or fails half way
   */
  Message ask(Name name, int type, Deadline deadline) throws IOException;

  /** Address and port, as in {@code 192.0.2.53:53}; that of IPv6 in brackets. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
