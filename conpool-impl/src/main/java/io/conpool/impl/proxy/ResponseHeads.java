package io.conpool.impl.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.conpool.impl.transport.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The heads of HTTP responses as they come, up to the empty line that ends each (RFC 9112, section
 * 2.1). Header fields are passed over, so folded ones do no harm; lines may end with a bare LF.
 */
final class ResponseHeads {

  /** How long all heads of one conversation may be together. */
  static final int MAX_BYTES = 16 * 1024;

  private static final byte[] BEGINNING = "HTTP/1.".getBytes(US_ASCII);

  private final Wire peer;
  private final byte[] bytes = new byte[MAX_BYTES];

  /** How many bytes have come. */
  private int count;

  /** Where the next head begins. */
  private int start;

  ResponseHeads(Wire peer) {
    this.peer = peer;
  }

  /**
   * Reads the next head.
   *
   * @return its first line
   * @throws ProxyRefusedException if it is none
   * @throws IOException if the stream ends or fails
   */
  StatusLine next() throws IOException {
    int line = start;
    int statusEnd = start;
    int at = start;
    while (true) {
      byte next = at < count ? bytes[at] : receive(at);
      // Looked at byte by byte: a server that speaks something else may wait for an answer now.
      if (at - start < BEGINNING.length && next != BEGINNING[at - start]) {
        throw notHttp();
      }
      if (next == '\n') {
        int end = at > line && bytes[at - 1] == '\r' ? at - 1 : at;
        if (line == start) {
          statusEnd = end;
        } else if (end == line) {
          return endAt(statusEnd, at + 1);
        }
        line = at + 1;
      }
      at++;
    }
  }

  private StatusLine endAt(int statusEnd, int end) throws ProxyRefusedException {
    StatusLine status = StatusLine.parse(new String(bytes, start, statusEnd - start, ISO_8859_1));
    if (status == null) {
      throw notHttp();
    }
    start = end;
    return status;
  }

  /** What has come after the last head. */
  ByteBuffer beyond() {
    return ByteBuffer.wrap(Arrays.copyOfRange(bytes, start, count));
  }

  /** Waits for the next byte, and perhaps more, and returns it. */
  private byte receive(int at) throws IOException {
    if (count == MAX_BYTES) {
      throw ProxyRefusedException.broken(
          "the head of the proxy's answer is longer than " + MAX_BYTES + " bytes");
    }
    count += Answer.read(peer, ByteBuffer.wrap(bytes, count, MAX_BYTES - count));
    return bytes[at];
  }

  private static ProxyRefusedException notHttp() {
    return ProxyRefusedException.broken("not an HTTP proxy: no answer begins with a status line");
  }
}
