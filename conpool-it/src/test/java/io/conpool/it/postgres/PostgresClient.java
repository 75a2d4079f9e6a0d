package io.conpool.it.postgres;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.it.support.WireReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL client over sessions that {@link PostgresLogin} made. Safe for several threads. */
final class PostgresClient {

  private final ConnectionPool pool;
  private final Endpoint endpoint;

  PostgresClient(ConnectionPool pool, Endpoint endpoint) {
    this.pool = pool;
    this.endpoint = endpoint;
  }

  /** Runs a query and returns its rows. */
  List<List<@Nullable String>> query(String sql) throws IOException {
    try (Connection connection = pool.acquire(endpoint)) {
      return query(connection, sql);
    }
  }

  /**
   * Runs a query on a leased connection and ends the lease.
   *
   * <p>After the server's refusal the session goes on, so the connection is given back all the
   * same; any other failure leaves it to be closed.
   */
  static List<List<@Nullable String>> query(Connection connection, String sql) throws IOException {
    connection.write(PostgresMessage.query(sql));
    PostgresSession session = session(connection);
    WireReader reader =
        new WireReader(connection.endpoint().authority(), connection::read, session.buffer());
    List<List<@Nullable String>> rows = new ArrayList<>();
    PostgresException refusal = null;
    PostgresMessage message = PostgresMessage.readNext(reader);
    while (message.type() != 'Z') {
      if (message.type() == 'D') {
        rows.add(message.columns());
      } else if (message.type() == 'E') {
        refusal = message.failure();
      }
      message = PostgresMessage.readNext(reader);
    }
    connection.release();
    if (refusal != null) {
      throw refusal;
    }
    return rows;
  }

  /** Ends one session the way the protocol wants it, and waits until the server has closed it. */
  void terminate() throws IOException {
    try (Connection connection = pool.acquire(endpoint)) {
      connection.write(PostgresMessage.terminate());
      if (connection.read(ByteBuffer.allocate(1)) >= 0) {
        throw new IOException("PostgreSQL answered a farewell");
      }
    }
  }

  static PostgresSession session(Connection connection) {
    return (PostgresSession) Objects.requireNonNull(connection.attachment());
  }
}
