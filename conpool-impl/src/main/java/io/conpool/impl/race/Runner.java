package io.conpool.impl.race;

import java.net.SocketAddress;

/** One attempt of a race. */
final class Runner {

  enum State {
    CONNECTING,
    /** Connected, and waiting for its turn to shake hands. */
    CONNECTED,
    SECURING,
    OUT
  }

  final int number;
  final SocketAddress address;
  final long startedAt;
  State state = State.CONNECTING;

  /** How long it took to connect. */
  long connectTook;

  Runner(int number, SocketAddress address, long startedAt) {
    this.number = number;
    this.address = address;
    this.startedAt = startedAt;
  }

  boolean is(State other) {
    return state == other;
  }

  boolean isUnderWay() {
    return state != State.OUT;
  }
}
