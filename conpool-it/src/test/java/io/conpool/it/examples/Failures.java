package io.conpool.it.examples;

// snippet: errors
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.PoolException;
import java.io.IOException;

/** Says hello to a server, or why it cannot: Failures HOST:PORT. */
final class Failures {

  public static void main(String[] args) {
    try (ConnectionPool pool = ConnectionPool.create(PoolConfig.defaults())) {
      pool.withConnection(
          Endpoint.parse(args[0]),
          connection -> {
            connection.outputStream().write('\n');
            return connection.inputStream().read();
          });
      System.out.println("fine");
    } catch (PoolException e) { // there was no connection
      System.out.println(e.getMessage());
      System.out.println(advice(e));
    } catch (IOException e) { // there was one, and it broke
      System.out.println(e.getMessage());
    }
  }

  private static String advice(PoolException failure) {
    PoolError error = failure.error();
    if (error instanceof PoolError.DnsResolutionFailed unknown) {
      return "Is the name right? " + unknown.hostname();
    }
    if (error instanceof PoolError.ConnectionFailed down) {
      return "Is it running? " + down.endpoint() + " after " + down.attempts() + " tries";
    }
    if (error instanceof PoolError.AcquireTimeout busy) {
      return "All " + busy.load().limit() + " connections to " + busy.endpoint() + " are in use";
    }
    if (error instanceof PoolError.TlsFailed refused) {
      return switch (refused.reason()) {
        case CERTIFICATE, HOST_NAME -> "Do not trust " + refused.endpoint();
        case NOT_TLS -> refused.endpoint() + " does not speak TLS";
        default -> refused.detail();
      };
    }
    return "See the message"; // kinds and reasons will be added: always keep a default
  }
}
// end
