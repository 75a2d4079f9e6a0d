package io.conpool.impl.proxy;

/**
 * What a SOCKS5 proxy says of a request (RFC 1928, section 6).
 *
 * @param code the byte that says so
 */
record Socks5Reply(int code) {

  /** Whether the proxy has connected to the target. */
  boolean isSuccess() {
    return code == 0;
  }

  /**
   * Whether it is about the machine that says so: another machine of the proxy may connect to the
   * target.
   */
  boolean isOfOneMachine() {
    return code == 1;
  }

  /** In words, and with the code. */
  @Override
  public String toString() {
    String words =
        switch (code) {
          case 0 -> "connected";
          case 1 -> "general failure";
          case 2 -> "not allowed by its rules";
          case 3 -> "network unreachable";
          case 4 -> "host unreachable";
          case 5 -> "connection refused by the target";
          case 6 -> "time to live expired";
          case 7 -> "command not supported";
          case 8 -> "address type not supported";
          default -> "unknown failure";
        };
    return words + " (" + code + ")";
  }
}
