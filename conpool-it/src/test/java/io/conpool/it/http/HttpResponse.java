package io.conpool.it.http;

import io.conpool.it.support.WireReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One response, read to its exact end (RFC 9112, section 6).
 *
 * @param status the status code
 * @param headers by lower-case name; of repeated ones the last
 * @param body the content without its framing
 */
record HttpResponse(int status, Map<String, String> headers, ByteBuffer body) {

  static HttpResponse read(WireReader reader, String method) throws IOException {
    String[] statusLine = reader.nextLine().split(" ", 3);
    if (statusLine.length < 2 || !statusLine[0].equals("HTTP/1.1")) {
      throw new IOException("no HTTP/1.1 response: " + statusLine[0]);
    }
    int status = Integer.parseInt(statusLine[1]);
    Map<String, String> headers = headers(reader);
    return new HttpResponse(
        status, headers, ByteBuffer.wrap(body(reader, method, status, headers)));
  }

  private static Map<String, String> headers(WireReader reader) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    for (String line = reader.nextLine(); !line.isEmpty(); line = reader.nextLine()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static byte[] body(
      WireReader reader, String method, int status, Map<String, String> headers)
      throws IOException {
    if (method.equals("HEAD") || status == 204 || status == 304) {
      return new byte[0];
    }
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return chunks(reader);
    }
    String length = headers.get("content-length");
    if (length == null) {
      throw new IOException("a response without an end cannot share a connection");
    }
    return reader.next(Integer.parseInt(length));
  }

  private static byte[] chunks(WireReader reader) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(reader); size > 0; size = chunkSize(reader)) {
      body.writeBytes(reader.next(size));
      if (!reader.nextLine().isEmpty()) {
        throw new IOException("a chunk is longer than announced");
      }
    }
    headers(reader); // trailers
    return body.toByteArray();
  }

  private static int chunkSize(WireReader reader) throws IOException {
    String line = reader.nextLine();
    int extension = line.indexOf(';');
    return Integer.parseInt((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
  }

  /** Whether the server will close the connection after this response. */
  boolean isLast() {
    return "close".equalsIgnoreCase(headers.get("connection"));
  }
}
