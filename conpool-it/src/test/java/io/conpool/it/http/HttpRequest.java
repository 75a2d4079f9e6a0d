package io.conpool.it.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * One request.
 *
 * @param method GET, POST ...
 * @param target path and query
 * @param body what is sent with it, may be empty
 */
record HttpRequest(String method, String target, ByteBuffer body) {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  static HttpRequest get(String target) {
    return new HttpRequest("GET", target, NOTHING);
  }

  static HttpRequest head(String target) {
    return new HttpRequest("HEAD", target, NOTHING);
  }

  static HttpRequest post(String target, ByteBuffer body) {
    return new HttpRequest("POST", target, body);
  }

  /** Head and body, to be written as one. */
  ByteBuffer[] encode(String authority) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(authority).append("\r\n");
    if (body.hasRemaining()) {
      head.append("Content-Length: ").append(body.remaining()).append("\r\n");
    }
    head.append("\r\n");
    return new ByteBuffer[] {ByteBuffer.wrap(head.toString().getBytes(US_ASCII)), body.duplicate()};
  }
}
