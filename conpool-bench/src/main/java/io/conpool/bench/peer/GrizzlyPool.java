package io.conpool.bench.peer;

import io.conpool.Endpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.GrizzlyFuture;
import org.glassfish.grizzly.connectionpool.MultiEndpointPool;
import org.glassfish.grizzly.impl.ReadyFutureImpl;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.nio.transport.TCPNIOTransportBuilder;

/**
 * Grizzly's pool of connections to many endpoints.
 *
 * <p>It pools Grizzly's connections alone, so each resource sits in one that never connects.
 */
final class GrizzlyPool extends ResourcePool<GrizzlyPool.Pooled> {

  private final TCPNIOTransport transport = TCPNIOTransportBuilder.newInstance().build();
  private final ConcurrentHashMap<Endpoint, Target> targets = new ConcurrentHashMap<>();
  private final MultiEndpointPool<SocketAddress> pool;

  GrizzlyPool(PoolShape shape) {
    super(shape.backend());
    pool =
        MultiEndpointPool.builder(SocketAddress.class)
            .maxConnectionsPerEndpoint(shape.size())
            .maxConnectionsTotal(-1)
            .connectionTTL(PoolShape.LIFETIME.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(PoolShape.IDLE_TIME.toMillis(), TimeUnit.MILLISECONDS)
            .build();
    shape.endpoints().forEach(endpoint -> targets.put(endpoint, new Target(endpoint)));
  }

  @Override
  public Pooled acquire(Endpoint endpoint)
      throws InterruptedException, ExecutionException, TimeoutException {
    Target target = targets.get(endpoint);
    if (target == null) {
      throw new IllegalArgumentException("not announced: " + endpoint);
    }
    return (Pooled) pool.take(target).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  Resource resource(Pooled lease) {
    return lease.resource;
  }

  @Override
  public void release(Pooled lease) {
    pool.release(lease);
  }

  @Override
  public void close() {
    pool.close();
  }

  /** A connection that carries a resource. */
  static final class Pooled extends TCPNIOConnection {

    private final Resource resource;

    Pooled(TCPNIOTransport transport, SocketChannel channel, Resource resource) {
      super(transport, channel);
      this.resource = resource;
    }
  }

  private final class Target extends org.glassfish.grizzly.connectionpool.Endpoint<SocketAddress> {

    private final Endpoint endpoint;

    Target(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public Object getId() {
      return endpoint;
    }

    @Override
    @SuppressWarnings("rawtypes") // Grizzly's signature
    public GrizzlyFuture<Connection> connect() {
      try {
        return ReadyFutureImpl.create(
            new Pooled(transport, SocketChannel.open(), GrizzlyPool.this.connect(endpoint)));
      } catch (IOException e) {
        return ReadyFutureImpl.create(e);
      }
    }
  }
}
