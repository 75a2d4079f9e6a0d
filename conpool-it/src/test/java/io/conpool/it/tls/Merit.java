package io.conpool.it.tls;

import io.netty.pkitesting.X509Bundle;

/** Why a server's certificate is right. */
enum Merit {
  NAME,
  ONE_NAME_OF_MANY,
  WILDCARD,
  ADDRESS,
  ADDRESS_OF_VERSION_6,
  CHAIN;

  /** Whom the client asks for. */
  String serverName() {
    return switch (this) {
      case NAME, CHAIN -> Pki.NAME;
      case ONE_NAME_OF_MANY -> Pki.OTHER_NAME;
      case WILDCARD -> "x.a.example";
      case ADDRESS -> "192.0.2.1";
      case ADDRESS_OF_VERSION_6 -> "2001:db8::1";
    };
  }

  /** Who answers. */
  X509Bundle identity() {
    return switch (this) {
      case NAME, ONE_NAME_OF_MANY -> Pki.SERVER;
      case WILDCARD -> Pki.issuedForWildcard("*.a.example");
      case ADDRESS, ADDRESS_OF_VERSION_6 ->
          Pki.issued(
              Pki.ROOT, leaf -> leaf.addSanIpAddress("192.0.2.1").addSanIpAddress("2001:db8::1"));
      case CHAIN -> Pki.issued(Pki.INTERMEDIATE, leaf -> leaf.addSanDnsName(Pki.NAME));
    };
  }
}
