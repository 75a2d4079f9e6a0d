package io.conpool.impl.race;

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
record PrefixPolicy(byte[] prefix, int bits, int precedence, int label) {

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
    String[] groups = prefix.split(":", -1);
    byte[] bytes = new byte[16];
    for (int i = 0; i < groups.length; i++) {
      int group = Integer.parseInt(groups[i], 16);
      bytes[2 * i] = (byte) (group >> 8);
      bytes[2 * i + 1] = (byte) group;
    }
    return new PrefixPolicy(bytes, bits, precedence, label);
  }

  /** The row that an address falls under. */
  static PrefixPolicy of(InetAddress address) {
    byte[] bytes = mapped(address);
    for (PrefixPolicy row : TABLE) {
      if (row.matches(bytes)) {
        return row;
      }
    }
    throw new IllegalStateException("the last row matches every address");
  }

  private static byte[] mapped(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (!(address instanceof Inet4Address)) {
      return bytes;
    }
    byte[] six = new byte[16];
    six[10] = (byte) 0xff;
    six[11] = (byte) 0xff;
    System.arraycopy(bytes, 0, six, 12, bytes.length);
    return six;
  }

  private boolean matches(byte[] address) {
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((prefix[bit / 8] ^ address[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
