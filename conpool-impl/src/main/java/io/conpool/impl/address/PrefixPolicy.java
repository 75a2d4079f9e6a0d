package io.conpool.impl.address;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * A row of the policy table of RFC 6724, section 2.1.
 *
 * @param prefix the first bits of the addresses it is about; IPv4 ones count as {@code
 *     ::ffff:0:0/96}
 * @param bits how many of them
 * @param precedence higher is better
 * @param label source and destination should have the same
 */
record PrefixPolicy(BigInteger prefix, int bits, int precedence, int label) {

  /** In front of an IPv4 address. */
  private static final BigInteger MAPPED = BigInteger.valueOf(0xffff).shiftLeft(32);

  /** The longest prefix first. */
  private static final List<PrefixPolicy> TABLE =
      List.of(
          row("0:0:0:0:0:0:0:1", 128, 50, 0),
          row("0:0:0:0:0:ffff:0:0", 96, 35, 4),
          row("0:0:0:0:0:0:0:0", 96, 1, 3),
          row("2001:0:0:0:0:0:0:0", 32, 5, 5),
          row("2002:0:0:0:0:0:0:0", 16, 30, 2),
          row("3ffe:0:0:0:0:0:0:0", 16, 1, 12),
          row("fec0:0:0:0:0:0:0:0", 10, 1, 11),
          row("fc00:0:0:0:0:0:0:0", 7, 3, 13),
          row("0:0:0:0:0:0:0:0", 0, 40, 1));

  private static PrefixPolicy row(String prefix, int bits, int precedence, int label) {
    BigInteger value = BigInteger.ZERO;
    for (String group : prefix.split(":", -1)) {
      value = value.shiftLeft(16).or(new BigInteger(group, 16));
    }
    return new PrefixPolicy(value, bits, precedence, label);
  }

  /** The row that an address falls under. */
  static PrefixPolicy of(InetAddress address) {
    BigInteger value = new BigInteger(1, address.getAddress());
    BigInteger six = address instanceof Inet4Address ? value.or(MAPPED) : value;
    return TABLE.stream()
        .filter(row -> row.matches(six))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the last row matches every address"));
  }

  private boolean matches(BigInteger address) {
    return address.xor(prefix).shiftRight(128 - bits).signum() == 0;
  }
}
