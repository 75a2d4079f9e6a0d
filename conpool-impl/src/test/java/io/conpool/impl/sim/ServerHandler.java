package io.conpool.impl.sim;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a scripted server does on each connection, on a simulated thread of its own. */
@FunctionalInterface
public interface ServerHandler {

  /** Serves one connection, which is closed when this returns or throws an {@link IOException}. */
  void serve(ServerConnection connection) throws IOException;

  /** A server that sends every line back. */
  static ServerHandler echo() {
    return connection -> {
      for (@Nullable String line = connection.readLine();
          line != null;
          line = connection.readLine()) {
        connection.write(line + "\n");
      }
    };
  }

  /** A server that never says or reads anything. */
  static ServerHandler silent() {
    return ServerConnection::awaitClosed;
  }
}
