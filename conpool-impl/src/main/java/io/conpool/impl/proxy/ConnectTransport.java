package io.conpool.impl.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conpool.Endpoint;
import io.conpool.Proxy;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stream through an HTTP proxy, which is asked for a tunnel by CONNECT (RFC 9110, section 9.3.6)
 * over HTTP/1.1 (RFC 9112); credentials go with the request, as Basic ones (RFC 7617).
 *
 * <p>Only the end of its answer's head tells where the stream of the target begins. What was read
 * beyond it is kept.
 */
final class ConnectTransport extends PreludeTransport {

  private final Proxy proxy;
  private final Endpoint endpoint;

  /** Leads to an endpoint over a transport to the proxy. */
  ConnectTransport(Transport inner, Proxy proxy, Endpoint endpoint) {
    super(inner);
    this.proxy = proxy;
    this.endpoint = endpoint;
  }

  @Override
  void introduce(Wire peer) throws IOException {
    Credentials credentials = Credentials.of(proxy);
    peer.write(ByteBuffer.wrap(request(Target.of(endpoint), credentials).getBytes(UTF_8)));
    ResponseHeads heads = new ResponseHeads(peer);
    StatusLine status = heads.next();
    while (status.isInterim()) {
      status = heads.next();
    }
    if (!status.isSuccess()) {
      // A body is not read: the connection is of no use any more.
      throw new ProxyRefusedException(refusal(status, credentials), !status.isOfOneMachine());
    }
    keep(heads.beyond());
  }

  private static String request(Target target, @Nullable Credentials credentials) {
    StringBuilder request = new StringBuilder();
    request.append("CONNECT ").append(target.authority()).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(target.authority()).append("\r\n");
    if (credentials != null) {
      request.append("Proxy-Authorization: Basic ").append(credentials.encoded()).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  private static String refusal(StatusLine status, @Nullable Credentials credentials) {
    boolean telling = credentials != null && credentials.areIn(status.reason());
    String answer = telling ? String.valueOf(status.code()) : status.toString();
    if (status.code() != StatusLine.PROXY_AUTHENTICATION_REQUIRED) {
      return "the proxy answered " + answer;
    }
    return credentials == null
        ? "the proxy wants credentials: it answered " + answer
        : "the proxy did not accept the credentials: it answered " + answer;
  }
}
