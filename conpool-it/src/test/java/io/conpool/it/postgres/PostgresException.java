package io.conpool.it.postgres;

import java.io.IOException;

/** The server's refusal; the session goes on after it unless the server ends it. */
final class PostgresException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The five characters that SQL gives the condition. */
  private final String state;

  PostgresException(String state, String message) {
    super(message + " (SQLSTATE " + state + ")");
    this.state = state;
  }

  String state() {
    return state;
  }
}
