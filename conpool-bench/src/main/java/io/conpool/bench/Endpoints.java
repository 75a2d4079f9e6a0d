package io.conpool.bench;

import io.conpool.Endpoint;
import io.conpool.bench.peer.PeerPool;
import java.util.ArrayList;
import java.util.List;

/** Endpoints for pools with nothing behind them. */
final class Endpoints {

  private Endpoints() {}

  /** So many different ones. */
  static List<Endpoint> many(int count) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      endpoints.add(Endpoint.plaintext("127.0." + i / 250 + "." + (i % 250 + 1), 9));
    }
    return endpoints;
  }

  /** Makes a pool hold so many idle resources, so that a measurement meets none being made. */
  static void fill(PeerPool<Object> pool, Endpoint endpoint, int count) throws Exception {
    List<Object> leases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leases.add(pool.acquire(endpoint));
    }
    leases.forEach(pool::release);
  }
}
