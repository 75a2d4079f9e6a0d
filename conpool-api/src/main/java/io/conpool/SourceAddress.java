package io.conpool;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * An address of this machine to connect from.
 *
 * <p>Compared by its text, unlike an {@link InetAddress}, for which {@code fe80::1%eth0} and {@code
 * fe80::1%eth1} are equal.
 */
final class SourceAddress {

  /** What is right, to follow {@code must be}. */
  static final String RULE =
      "an address of this machine, as in 192.0.2.1 or 2001:db8::1, neither a wildcard nor"
          + " multicast";

  private final InetAddress address;
  private final String text;

  SourceAddress(InetAddress address) {
    this.address = address;
    String written = address.getHostAddress();
    @Nullable String canonical = Ipv6Text.canonical(written);
    this.text = canonical == null ? written : canonical;
  }

  /** Reads a literal; returns null if it is none, without asking a resolver. */
  static @Nullable SourceAddress parse(String text) {
    @Nullable String literal = Host.isIpv4(text) ? text : Ipv6Text.canonical(text);
    if (literal == null) {
      return null;
    }
    try {
      return new SourceAddress(InetAddress.getByName(literal));
    } catch (UnknownHostException e) {
      return null; // its scope is no interface of this machine
    }
  }

  /** Tells whether a connection can come from it: a wildcard is none, and a group sends nothing. */
  boolean isUsable() {
    return !address.isAnyLocalAddress() && !address.isMulticastAddress();
  }

  InetAddress address() {
    return address;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SourceAddress that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The address alone, IPv6 in the form of RFC 5952. */
  @Override
  public String toString() {
    return text;
  }
}
