package io.conpool.it.tls;

import io.netty.pkitesting.X509Bundle;
import java.util.List;

/**
 * How a TLS server is set up.
 *
 * @param identity its key and certificates
 * @param version the one protocol version it speaks
 * @param applicationProtocols those it speaks, the preferred first; none for no ALPN
 * @param demandsClient whether clients must prove that {@link Pki#ROOT} has signed them
 */
record ServerPlan(
    X509Bundle identity, String version, List<String> applicationProtocols, boolean demandsClient) {

  /** A server that wants nothing. */
  static ServerPlan of(X509Bundle identity, String version) {
    return new ServerPlan(identity, version, List.of(), false);
  }

  ServerPlan speaking(String... protocols) {
    return new ServerPlan(identity, version, List.of(protocols), demandsClient);
  }

  ServerPlan demandingClient() {
    return new ServerPlan(identity, version, applicationProtocols, true);
  }
}
