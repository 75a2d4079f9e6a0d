package io.conpool;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How connections get from this machine to a host.
 *
 * @param proxy what they go through: {@link Proxy#NONE} for nothing whatever the pool says, null
 *     for what the pool says
 * @param source where they come from; null for what the pool says
 */
record Way(@Nullable Proxy proxy, @Nullable SourceAddress source) {

  /** All of it is left to the pool. */
  static final Way OPEN = new Way(null, null);

  Way through(Proxy other) {
    return new Way(other, source);
  }

  Way from(SourceAddress other) {
    return new Way(proxy, other);
  }

  /** The proxy that was named, if one was. */
  @Nullable Proxy named() {
    return isDirect() ? null : proxy;
  }

  private boolean isDirect() {
    return Proxy.NONE.equals(proxy);
  }

  /** Tells whether a pool with these defaults has nothing to fill in. */
  boolean isCompleteIn(Way pool) {
    return Objects.equals(proxy, proxyIn(pool)) && (source != null || pool.source == null);
  }

  /** Fills the defaults of a pool in. */
  Way completedBy(Way pool) {
    return new Way(proxyIn(pool), source == null ? pool.source : source);
  }

  private @Nullable Proxy proxyIn(Way pool) {
    if (proxy == null) {
      return pool.proxy;
    }
    // Asking for none where the pool has none asks for the same connections.
    return pool.proxy == null ? named() : proxy;
  }

  /** Returns what follows the text of an endpoint; empty where all is left to the pool. */
  @Override
  public String toString() {
    String from = source == null ? "" : " from " + source;
    if (proxy == null) {
      return from;
    }
    return (isDirect() ? " directly" : " via " + proxy) + from;
  }
}
