package io.conpool.impl.dial;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.spi.SocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * How the sockets to an endpoint are to be set up.
 *
 * @param config what holds for the endpoint
 * @param endpoint the completed endpoint, which knows where to come from
 */
record SocketPlan(PoolConfig config, Endpoint endpoint) {

  SocketOptions options() {
    return new SocketOptions(
        config.tcpNoDelay(),
        keepAlive(),
        config.receiveBufferSize(),
        config.sendBufferSize(),
        endpoint.sourceAddress());
  }

  private SocketOptions.@Nullable KeepAlive keepAlive() {
    return config.tcpKeepAlive()
        ? new SocketOptions.KeepAlive(
            config.tcpKeepAliveIdle(), config.tcpKeepAliveInterval(), config.tcpKeepAliveCount())
        : null;
  }
}
