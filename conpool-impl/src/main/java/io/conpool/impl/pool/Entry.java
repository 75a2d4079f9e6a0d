package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.impl.address.AddressUse;
import io.conpool.impl.dial.Dialed;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.Provider;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One pooled connection and its book-keeping.
 *
 * <p>It has one owner at any time, and one atomic word says who: the idle set, a lease (or an
 * acquirer about to make one), or whoever closes it. All changes of owner are compare-and-sets on
 * that word, so an entry is never both evicted and leased, and never closed twice. The other fields
 * are written by the owner and handed on through that word; those that {@code describe()} reads
 * meanwhile may be a moment old.
 *
 * <p>A lease writes numbers only, unless another thread holds it than last time: storing a
 * reference makes the collector write to a table in which all entries share a few cache lines, and
 * two threads that lease different entries then slow each other down by half.
 */
final class Entry extends LeaseWords.After {

  private static final int IDLE = 0;
  private static final int LEASED = 1;
  private static final int CLOSED = 2;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(LeaseWords.Words.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final EndpointPool home;
  private final Dialed made;
  private final Wire wire;
  private final long born;
  private final long lifetimeNanos;

  private volatile @Nullable CloseReason condemned;
  private @Nullable Object attachment;

  /**
   * Makes an entry that its maker owns, as if leased.
   *
   * @param lifetimeNanos how old it may become, 0 for any age
   */
  Entry(EndpointPool home, Dialed made, long now, long lifetimeNanos) {
    this.state = LEASED;
    this.home = home;
    this.made = made;
    this.wire = made.wire();
    this.born = now;
    this.lastUsed = now;
    this.lifetimeNanos = lifetimeNanos;
    this.attachment = made.attachment();
  }

  EndpointPool home() {
    return home;
  }

  Wire wire() {
    return wire;
  }

  SocketAddress address() {
    return made.address();
  }

  AddressUse addressUse() {
    return made.use();
  }

  boolean isMadeBy(Provider provider) {
    return made.transport() == provider || made.tls() == provider;
  }

  // ---- owner ----

  /** Takes it out of idleness. */
  boolean tryLease() {
    return state == IDLE && STATE.compareAndSet(this, IDLE, LEASED);
  }

  /** The holder lets go; false if it was closed under him. */
  boolean tryIdle() {
    return STATE.compareAndSet(this, LEASED, IDLE);
  }

  /** Takes an idle entry, in order to close it. */
  boolean tryCloseIdle() {
    return state == IDLE && STATE.compareAndSet(this, IDLE, CLOSED);
  }

  /** Takes a leased entry, in order to close it: the holder himself, or the pool under him. */
  boolean tryCloseLeased() {
    return state == LEASED && STATE.compareAndSet(this, LEASED, CLOSED);
  }

  boolean isIdle() {
    return state == IDLE;
  }

  boolean isLeased() {
    return state == LEASED;
  }

  boolean isClosed() {
    return state == CLOSED;
  }

  /** Says that it must not be leased again; the first reason stays. */
  void condemn(CloseReason reason) {
    if (condemned == null) {
      condemned = reason;
    }
  }

  /** Why it must not be leased again, or null. */
  @Nullable CloseReason condemned() {
    return condemned;
  }

  // ---- the owner's book-keeping ----

  void beginLease(Thread by, long now, @Nullable LeaseTrace trace) {
    uses++;
    leasedAt = now;
    if (!holder.is(by)) {
      holder = new Holder(by);
    }
    held = true;
    if (trace != null) {
      this.trace = trace;
    }
  }

  void endLease(long now) {
    lastUsed = now;
    held = false;
    if (trace != null) {
      trace = null;
    }
  }

  @Nullable Object attachment() {
    return attachment;
  }

  void attach(@Nullable Object attachment) {
    this.attachment = attachment;
  }

  long uses() {
    return uses;
  }

  long born() {
    return born;
  }

  long lastUsed() {
    return lastUsed;
  }

  long leasedAt() {
    return leasedAt;
  }

  /** The name of the thread that has leased it, or null. */
  @Nullable String holder() {
    return held ? holder.name() : null;
  }

  @Nullable LeaseTrace trace() {
    return trace;
  }

  /** How long it may still live, in nanoseconds; zero or less when it is too old. */
  long lifetimeLeft(long now) {
    return lifetimeNanos == 0 ? Long.MAX_VALUE : lifetimeNanos - (now - born);
  }
}
