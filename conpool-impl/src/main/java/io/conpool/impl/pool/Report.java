package io.conpool.impl.pool;

import io.conpool.PoolError;
import io.conpool.PoolStats;
import io.conpool.impl.observe.EndpointView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What can be seen of one endpoint. All methods are called under its lock. */
final class Report {

  private final EndpointState state;

  Report(EndpointState state) {
    this.state = state;
  }

  PoolStats stats() {
    long reuses = 0;
    for (Entry entry : state.entries) {
      reuses += Tally.reuses(entry);
    }
    return state
        .tally
        .fill(PoolStats.builder(), reuses)
        .active(leased())
        .idle(idle())
        .dialing(state.dials.size())
        .waiting(state.queue.size())
        .build();
  }

  private int leased() {
    return (int) state.entries.stream().filter(Entry::isLeased).count();
  }

  private int idle() {
    return (int) state.entries.stream().filter(Entry::isIdle).count();
  }

  /** What the endpoint is busy with. */
  PoolError.EndpointLoad load() {
    Entry oldest = oldestLease();
    String holder = oldest == null ? null : oldest.holder();
    return new PoolError.EndpointLoad(
        state.limit,
        leased(),
        idle(),
        state.dials.size(),
        state.queue.size(),
        state.gate.has(Gate.SUSPENDED),
        holder,
        oldest == null || holder == null ? null : since(oldest.leasedAt()),
        state.lastDialError);
  }

  private @Nullable Entry oldestLease() {
    Entry oldest = null;
    for (Entry entry : state.entries) {
      if (entry.isLeased()
          && entry.holder() != null
          && (oldest == null || entry.leasedAt() - oldest.leasedAt() < 0)) {
        oldest = entry;
      }
    }
    return oldest;
  }

  /** Everything, for the page that describes the pool. */
  EndpointView view() {
    List<EndpointView.EntryView> rows = new ArrayList<>();
    for (Entry entry : state.entries) {
      rows.add(row(entry));
    }
    List<Duration> waits = new ArrayList<>();
    for (Waiter waiter : state.queue.toList()) {
      waits.add(since(waiter.since()));
    }
    return new EndpointView(
        state.endpoint,
        state.limit,
        stats(),
        state.gate.has(Gate.DOWN),
        state.gate.has(Gate.HANDOVER),
        rows,
        waits,
        state.dials.stream().map(Dial::describe).toList(),
        state.addresses.view(),
        List.of(),
        state.lastDialError);
  }

  private EndpointView.EntryView row(Entry entry) {
    String holder = entry.holder();
    SSLSession session = entry.wire().session();
    return new EndpointView.EntryView(
        entry.isIdle() ? "idle" : entry.isLeased() ? "leased" : "closing",
        entry.address(),
        since(entry.born()),
        entry.uses(),
        session == null ? null : session.getProtocol(),
        holder,
        since(holder == null ? entry.lastUsed() : entry.leasedAt()));
  }

  private Duration since(long time) {
    return Duration.ofNanos(Math.max(0, state.platform.now() - time));
  }
}
