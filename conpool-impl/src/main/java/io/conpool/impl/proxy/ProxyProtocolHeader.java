package io.conpool.impl.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What tells a server who connects to it, ahead of everything else: the header of the PROXY
 * protocol version 2 (section 2.2 of its specification, "The PROXY protocol, versions 1 &amp; 2",
 * by HAProxy).
 *
 * <p>It names the two ends of a TCP connection as this side sees them. Where they are not known,
 * not of one family or not of TCP, the command is LOCAL, and a server goes by the addresses of its
 * own socket.
 */
final class ProxyProtocolHeader {

  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };

  // Version and command.
  private static final byte LOCAL = 0x20;
  private static final byte PROXY = 0x21;

  // Family and protocol.
  private static final byte UNSPECIFIED = 0x00;
  private static final byte TCP_OVER_IPV4 = 0x11;
  private static final byte TCP_OVER_IPV6 = 0x21;

  private static final int IPV4_LENGTH = 4;
  private static final int PORT_LENGTH = 2;

  private ProxyProtocolHeader() {}

  /**
   * The header of one connection.
   *
   * @param source the end that connects, null where it is not known
   * @param destination the end that it is connected to, null where it is not known
   */
  static ByteBuffer between(@Nullable SocketAddress source, @Nullable SocketAddress destination) {
    return source instanceof InetSocketAddress from && destination instanceof InetSocketAddress to
        ? proxied(from, to)
        : header(LOCAL, UNSPECIFIED, 0).flip();
  }

  private static ByteBuffer proxied(InetSocketAddress source, InetSocketAddress destination) {
    byte[] from = octets(source);
    byte[] to = octets(destination);
    if (from.length == 0 || from.length != to.length) {
      return header(LOCAL, UNSPECIFIED, 0).flip();
    }
    byte family = from.length == IPV4_LENGTH ? TCP_OVER_IPV4 : TCP_OVER_IPV6;
    return header(PROXY, family, 2 * (from.length + PORT_LENGTH))
        .put(from)
        .put(to)
        .putShort((short) source.getPort())
        .putShort((short) destination.getPort())
        .flip();
  }

  private static ByteBuffer header(byte command, byte family, int length) {
    return ByteBuffer.allocate(SIGNATURE.length + 4 + length)
        .put(SIGNATURE)
        .put(command)
        .put(family)
        .putShort((short) length);
  }

  /** The bytes of an address, none where it is not resolved. */
  private static byte[] octets(InetSocketAddress address) {
    InetAddress resolved = address.getAddress();
    return resolved == null ? new byte[0] : resolved.getAddress();
  }
}
