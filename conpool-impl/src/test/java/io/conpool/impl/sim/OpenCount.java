package io.conpool.impl.sim;

/** How many transports are open, and how many there were at most. */
final class OpenCount {

  private int now;
  private int most;

  void opened() {
    most = Math.max(most, ++now);
  }

  void closed() {
    now--;
  }

  int now() {
    return now;
  }

  int most() {
    return most;
  }
}
