package io.conpool.impl.observe;

import io.conpool.Endpoint;
import io.conpool.PoolStats;
import io.conpool.impl.address.AddressView;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one endpoint looked like at one moment.
 *
 * @param endpoint which one
 * @param limit how many connections it may have
 * @param stats its counts
 * @param down whether its last dial failed for good and nothing good has been seen since
 * @param handover whether entries are handed to the first waiter
 * @param entries its connections
 * @param waits how long each waiter has waited, the first in the queue first
 * @param dials what each dial is doing
 * @param addresses what is known of each of its addresses
 * @param names what the resolver has said, a line each
 * @param lastDialError why the last failed dial had failed, or null
 */
public record EndpointView(
    Endpoint endpoint,
    int limit,
    PoolStats stats,
    boolean down,
    boolean handover,
    List<EntryView> entries,
    List<Duration> waits,
    List<String> dials,
    List<AddressView> addresses,
    List<String> names,
    @Nullable String lastDialError) {

  /** The same with what the resolver has said, which is not the endpoint's to know. */
  public EndpointView withNames(List<String> said) {
    return new EndpointView(
        endpoint,
        limit,
        stats,
        down,
        handover,
        entries,
        waits,
        dials,
        addresses,
        said,
        lastDialError);
  }

  /**
   * What one connection looked like.
   *
   * @param state idle, leased or closing
   * @param address whom it is connected to
   * @param age how old it is
   * @param uses how often it was leased
   * @param tls its TLS version, null where it is plain
   * @param holder the thread that leased it, null where it is not leased
   * @param since how long it has been in that state
   */
  public record EntryView(
      String state,
      SocketAddress address,
      Duration age,
      long uses,
      @Nullable String tls,
      @Nullable String holder,
      Duration since) {}
}
