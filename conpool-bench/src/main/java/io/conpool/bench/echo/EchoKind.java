package io.conpool.bench.echo;

/** What an echo server is like. */
public enum EchoKind {
  /** Plain TCP, a platform thread for each connection. */
  PLAIN,
  /** TLS 1.3, a platform thread for each connection. */
  TLS,
  /** TLS 1.3 that gives no tickets, so that every handshake is a full one. */
  TLS_WITHOUT_TICKETS,
  /** Plain TCP, for many connections: on virtual threads. */
  PLAIN_MANY,
  /** TLS 1.3, for many connections: on virtual threads. */
  TLS_MANY;

  boolean isTls() {
    return switch (this) {
      case TLS, TLS_WITHOUT_TICKETS, TLS_MANY -> true;
      case PLAIN, PLAIN_MANY -> false;
    };
  }

  String threads() {
    return switch (this) {
      case PLAIN_MANY, TLS_MANY -> "virtual";
      case PLAIN, TLS, TLS_WITHOUT_TICKETS -> "platform";
    };
  }
}
