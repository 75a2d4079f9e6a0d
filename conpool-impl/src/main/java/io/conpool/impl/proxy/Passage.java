package io.conpool.impl.proxy;

import io.conpool.Endpoint;
import io.conpool.Proxy;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;

/**
 * How a stream gets from a socket to an endpoint: straight, through the endpoint's proxy, announced
 * by a PROXY protocol header, or both.
 *
 * @param endpoint where it leads
 * @param proxyProtocol whether the endpoint is sent a PROXY protocol header first
 */
public record Passage(Endpoint endpoint, boolean proxyProtocol) {

  /**
   * Leads a stream to the endpoint.
   *
   * <p>Connecting the returned transport connects the opened one and then does what the proxy
   * wants, without a time limit: closing the transport from another thread ends it. Besides what a
   * transport throws, {@link Transport#connect()} throws a {@link ProxyRefusedException} then. The
   * two steps can be had one by one: {@link #reach} and {@link #introduce}.
   *
   * <p>The PROXY protocol header goes to the endpoint, behind the answer of a proxy. It names the
   * two ends of the connection, the address being the endpoint's. Through a proxy the address is
   * the proxy's, and nobody here knows the endpoint's: the header's command is LOCAL then, as it is
   * for a Unix-domain socket.
   *
   * @param opened a transport to the address, not connected yet; belongs to the returned one
   * @param address whom it will connect to: the endpoint, or its proxy where it has one
   * @return a transport to the endpoint, not connected yet; the opened one itself where the way is
   *     straight and not announced
   */
  public Transport over(Transport opened, SocketAddress address) {
    Proxy proxy = endpoint.proxy();
    Transport led = proxy == null ? opened : through(proxy, opened);
    return proxyProtocol ? new AnnouncedTransport(led, proxy == null ? address : null) : led;
  }

  /** Whether something must be said before the stream is the endpoint's. */
  public boolean speaksFirst() {
    return proxyProtocol || endpoint.proxy() != null;
  }

  /** Connects a transport that was led here, and says nothing yet. */
  public static void reach(Transport led) throws IOException {
    if (led instanceof PreludeTransport prelude) {
      prelude.reach();
    } else {
      led.connect();
    }
  }

  /** Says over a connected transport what is to be said first. */
  public static void introduce(Transport led) throws IOException {
    if (led instanceof PreludeTransport prelude) {
      prelude.introduce();
    }
  }

  private Transport through(Proxy proxy, Transport opened) {
    return switch (proxy.kind()) {
      case SOCKS5 -> new Socks5Transport(opened, proxy, endpoint);
      case HTTP_CONNECT -> new ConnectTransport(opened, proxy, endpoint);
    };
  }
}
