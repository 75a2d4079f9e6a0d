package io.conpool.it.examples;

import io.conpool.Endpoint;
import io.conpool.Proxy;

/** An endpoint behind a proxy. */
final class ThroughProxy {

  private ThroughProxy() {}

  static Endpoint endpoint(String user, String password) {
    // snippet: proxy
    Endpoint inside =
        Endpoint.tls("db.internal", 5433)
            .withProxy(Proxy.socks5("gateway.example", 1080).withCredentials(user, password));
    // end
    return inside;
  }
}
