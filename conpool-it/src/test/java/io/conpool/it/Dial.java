package io.conpool.it;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolException;

/** A program that tries for one TLS connection, and prints what became of it. */
final class Dial {

  private Dial() {}

  /** A port of loopback, and the provider's name if one is to be named. */
  public static void main(String[] args) {
    PoolConfig.Builder config = PoolConfig.builder().connectRetryCount(0);
    if (args.length > 1) {
      config.tlsProvider(args[1]);
    }
    try (ConnectionPool pool = ConnectionPool.create(config.build())) {
      pool.acquire(Endpoint.tls("127.0.0.1", Integer.parseInt(args[0]))).close();
      System.out.println("connected");
    } catch (PoolException e) {
      System.out.println(e.error());
    }
  }
}
