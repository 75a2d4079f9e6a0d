package io.conpool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IPv6 address literal: RFC 4291 text in, RFC 5952 text out.
 *
 * <p>Does what {@link java.net.InetAddress} does not promise: it never asks a resolver, and it
 * gives one address one text.
 */
final class Ipv6Text {

  private static final int GROUPS = 8;

  private final int[] groups = new int[GROUPS];
  private int count;

  private Ipv6Text() {}

  /**
   * Returns the canonical text, or null if this is not an IPv6 address. An IPv4-mapped address
   * gives the IPv4 address, as it is one to the JDK; a scope ({@code %eth0}) is kept as it is.
   */
  static @Nullable String canonical(String text) {
    int percent = text.indexOf('%');
    String scope = percent < 0 ? "" : text.substring(percent);
    Ipv6Text address = new Ipv6Text();
    if (!isScope(scope) || !address.read(percent < 0 ? text : text.substring(0, percent))) {
      return null;
    }
    if (address.isMapped()) {
      return scope.isEmpty() ? address.mapped() : null;
    }
    return address.write() + scope;
  }

  private static boolean isScope(String scope) {
    return scope.isEmpty() || scope.matches("%[A-Za-z0-9._~-]{1,64}");
  }

  private boolean read(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return readGroups(text) && count == GROUPS;
    }
    String head = text.substring(0, gap);
    String tail = text.substring(gap + 2);
    if (!head.isEmpty() && (head.indexOf('.') >= 0 || !readGroups(head))) {
      return false;
    }
    int before = count;
    if (!tail.isEmpty() && !readGroups(tail)) {
      return false;
    }
    if (count >= GROUPS) {
      return false;
    }
    int after = count - before;
    System.arraycopy(groups, before, groups, GROUPS - after, after);
    Arrays.fill(groups, before, GROUPS - after, 0);
    return true;
  }

  private boolean readGroups(String text) {
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean dotted = i == parts.length - 1 && parts[i].indexOf('.') >= 0;
      if (dotted ? !addIpv4(parts[i]) : !addHex(parts[i])) {
        return false;
      }
    }
    return true;
  }

  private boolean addHex(String part) {
    if (count == GROUPS || !part.matches("[0-9A-Fa-f]{1,4}")) {
      return false;
    }
    groups[count++] = Integer.parseInt(part, 16);
    return true;
  }

  private boolean addIpv4(String part) {
    if (count > GROUPS - 2 || !Host.isIpv4(part)) {
      return false;
    }
    String[] bytes = part.split("\\.", -1);
    groups[count++] = Integer.parseInt(bytes[0]) << 8 | Integer.parseInt(bytes[1]);
    groups[count++] = Integer.parseInt(bytes[2]) << 8 | Integer.parseInt(bytes[3]);
    return true;
  }

  private boolean isMapped() {
    for (int i = 0; i < 5; i++) {
      if (groups[i] != 0) {
        return false;
      }
    }
    return groups[5] == 0xffff;
  }

  private String mapped() {
    return (groups[6] >> 8)
        + "."
        + (groups[6] & 0xff)
        + "."
        + (groups[7] >> 8)
        + "."
        + (groups[7] & 0xff);
  }

  private String write() {
    int gapStart = -1;
    int gapLength = 1; // RFC 5952: one zero group alone is written out
    for (int i = 0; i < GROUPS; i++) {
      int length = 0;
      while (i + length < GROUPS && groups[i + length] == 0) {
        length++;
      }
      if (length > gapLength) {
        gapStart = i;
        gapLength = length;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == gapStart) {
        text.append("::");
        i += gapLength - 1;
      } else {
        if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
