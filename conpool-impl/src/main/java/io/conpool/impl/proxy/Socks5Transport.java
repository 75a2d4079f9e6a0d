package io.conpool.impl.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.Endpoint;
import io.conpool.Proxy;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stream through a SOCKS version 5 proxy (RFC 1928), which is asked to connect and may want a
 * user name and a password (RFC 1929).
 *
 * <p>All its answers tell how long they are, so nothing is read beyond them: what follows is the
 * target's.
 */
final class Socks5Transport extends PreludeTransport {

  private static final byte VERSION = 5;

  // Ways to authenticate.
  private static final int ANYBODY = 0;
  private static final int USER_AND_PASSWORD = 2;
  private static final int NONE_OF_THESE = 0xff;

  private static final byte LOGIN_VERSION = 1;

  private static final byte CONNECT = 1;

  // Types of address.
  private static final int IPV4 = 1;
  private static final int NAME = 3;
  private static final int IPV6 = 4;

  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_LENGTH = 16;
  private static final int PORT_LENGTH = 2;

  private final Proxy proxy;
  private final Endpoint endpoint;

  /** Leads to an endpoint over a transport to the proxy. */
  Socks5Transport(Transport inner, Proxy proxy, Endpoint endpoint) {
    super(inner);
    this.proxy = proxy;
    this.endpoint = endpoint;
  }

  @Override
  void introduce(Wire peer) throws IOException {
    authenticate(peer, login(proxy));
    peer.write(request(Target.of(endpoint)));
    readReply(peer);
  }

  private static ByteBuffer request(Target target) throws IOException {
    byte[] host =
        target.literal()
            ? InetAddress.getByName(target.host()).getAddress()
            : target.host().getBytes(US_ASCII);
    ByteBuffer request = ByteBuffer.allocate(5 + host.length + PORT_LENGTH);
    request.put(VERSION).put(CONNECT).put((byte) 0);
    if (target.literal()) {
      request.put((byte) (host.length == IPV4_LENGTH ? IPV4 : IPV6));
    } else {
      request.put((byte) NAME).put((byte) host.length);
    }
    return request.put(host).putShort((short) target.port()).flip();
  }

  /** What is sent to a proxy that wants to know who asks; null where there is nothing to tell. */
  private static @Nullable ByteBuffer login(Proxy proxy) {
    String user = proxy.user();
    String password = proxy.password();
    if (user == null || password == null) {
      return null;
    }
    byte[] name = user.getBytes(UTF_8);
    byte[] secret = password.getBytes(UTF_8);
    return ByteBuffer.allocate(3 + name.length + secret.length)
        .put(LOGIN_VERSION)
        .put((byte) name.length)
        .put(name)
        .put((byte) secret.length)
        .put(secret)
        .flip();
  }

  private static void authenticate(Wire peer, @Nullable ByteBuffer login) throws IOException {
    peer.write(
        ByteBuffer.wrap(
            login == null
                ? new byte[] {VERSION, 1, ANYBODY}
                : new byte[] {VERSION, 2, ANYBODY, USER_AND_PASSWORD}));
    readVersion(peer);
    int chosen = octet(peer);
    if (chosen == USER_AND_PASSWORD && login != null) {
      logIn(peer, login);
    } else if (chosen == NONE_OF_THESE) {
      throw ProxyRefusedException.verdict(
          login == null
              ? "the proxy wants credentials"
              : "the proxy accepts no user name and password");
    } else if (chosen != ANYBODY) {
      throw ProxyRefusedException.broken(
          "the proxy chose way " + chosen + " to authenticate, which it was not offered");
    }
  }

  private static void logIn(Wire peer, ByteBuffer login) throws IOException {
    peer.write(login);
    octet(peer); // the version of the login: some proxies give that of SOCKS, and mean no harm
    if (octet(peer) != 0) {
      throw ProxyRefusedException.verdict("the proxy did not accept the user name and password");
    }
  }

  private static void readReply(Wire peer) throws IOException {
    readVersion(peer);
    Socks5Reply reply = new Socks5Reply(octet(peer));
    if (!reply.isSuccess()) {
      throw new ProxyRefusedException("the proxy answered: " + reply, !reply.isOfOneMachine());
    }
    octet(peer); // reserved
    int type = octet(peer);
    int length =
        switch (type) {
          case IPV4 -> IPV4_LENGTH;
          case IPV6 -> IPV6_LENGTH;
          case NAME -> octet(peer);
          default ->
              throw ProxyRefusedException.broken(
                  "the proxy answered with an address of unknown type " + type);
        };
    octets(peer, length + PORT_LENGTH); // where it connects from, which is of no use here
  }

  private static void readVersion(Wire peer) throws IOException {
    int version = octet(peer);
    if (version != VERSION) {
      throw ProxyRefusedException.broken(
          "not a SOCKS5 proxy: an answer begins with byte " + version + " where 5 must be");
    }
  }

  private static int octet(Wire peer) throws IOException {
    return Byte.toUnsignedInt(octets(peer, 1)[0]);
  }

  private static byte[] octets(Wire peer, int count) throws IOException {
    byte[] octets = new byte[count];
    ByteBuffer target = ByteBuffer.wrap(octets);
    while (target.hasRemaining()) {
      Answer.read(peer, target);
    }
    return octets;
  }
}
