package io.conpool.it.http;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.it.support.WireReader;
import java.io.IOException;

/** An HTTP/1.1 client that keeps connections alive. Safe for several threads. */
final class KeepAliveClient {

  private final ConnectionPool pool;
  private final Endpoint endpoint;

  KeepAliveClient(ConnectionPool pool, Endpoint endpoint) {
    this.pool = pool;
    this.endpoint = endpoint;
  }

  HttpResponse send(HttpRequest request) throws IOException {
    try (Connection connection = pool.acquire(endpoint)) {
      connection.write(request.encode(endpoint.authority()));
      WireReader reader = WireReader.on(connection);
      HttpResponse response = HttpResponse.read(reader, request.method());
      if (reader.isEmpty() && !response.isLast()) {
        connection.release();
      }
      return response;
    }
  }
}
