package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.Endpoint;
import io.conpool.InvalidArgumentException;
import io.conpool.PoolError;
import io.conpool.impl.time.Platform;
import io.conpool.impl.transport.GuardedStream;
import io.conpool.impl.transport.Wire;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The right of one holder to use one entry; a new object each time. */
final class Lease extends GuardedStream implements Connection {

  private final Entry entry;
  private long readTimeoutNanos;
  private long writeTimeoutNanos;

  /** Makes a lease that begins now. */
  Lease(Entry entry, long readTimeoutNanos, long writeTimeoutNanos) {
    this.entry = entry;
    this.readTimeoutNanos = readTimeoutNanos;
    this.writeTimeoutNanos = writeTimeoutNanos;
  }

  Entry entry() {
    return entry;
  }

  @Override
  public void release() {
    int before = end();
    if ((before & ENDED) == 0) {
      entry.home().leaseEnded(this, whyNotReusable(before), isAnyoneInside(before));
    }
  }

  @Override
  public void close() {
    int before = end();
    if ((before & ENDED) == 0) {
      CloseReason reason =
          (before & FAILED) == 0 ? CloseReason.NOT_RELEASED : CloseReason.IO_FAILED;
      entry.home().leaseEnded(this, reason, isAnyoneInside(before));
    }
  }

  /** What the holder did to the stream that forbids its reuse, or null. */
  private @Nullable CloseReason whyNotReusable(int state) {
    if (isAnyoneInside(state)) {
      return CloseReason.RELEASED_IN_USE;
    } else if ((state & (FAILED | READ_TIMED_OUT)) != 0) {
      return CloseReason.IO_FAILED;
    } else if ((state & INPUT_ENDED) != 0) {
      return CloseReason.PEER_CLOSED;
    } else if ((state & OUTPUT_SHUT) != 0) {
      return CloseReason.OUTPUT_SHUT_DOWN;
    }
    return entry.wire().hasUnread() ? CloseReason.UNREAD_DATA : null;
  }

  private static boolean isAnyoneInside(int state) {
    return (state & (READING | WRITING)) != 0;
  }

  @Override
  public void shutdownOutput() throws IOException {
    endOutput();
  }

  @Override
  public boolean isReused() {
    return useCount() > 1;
  }

  @Override
  public long useCount() {
    requireHeld();
    return entry.uses();
  }

  @Override
  public Duration age() {
    requireHeld();
    return Duration.ofNanos(Math.max(0, platform().tick() - entry.born()));
  }

  @Override
  public long bytesRead() {
    requireHeld();
    return readCount();
  }

  @Override
  public long bytesWritten() {
    requireHeld();
    return writtenCount();
  }

  @Override
  public Connection readTimeout(Duration timeout) {
    requireHeld();
    readTimeoutNanos = nanos("readTimeout", timeout);
    return this;
  }

  @Override
  public Connection writeTimeout(Duration timeout) {
    requireHeld();
    writeTimeoutNanos = nanos("writeTimeout", timeout);
    return this;
  }

  private static long nanos(String field, Duration timeout) {
    if (timeout.isNegative()) {
      throw new InvalidArgumentException(
          new PoolError.InvalidConfig(field + " must be zero (no limit) or more, was " + timeout));
    }
    return Nanos.of(timeout);
  }

  @Override
  public Endpoint endpoint() {
    return entry.home().endpoint();
  }

  @Override
  public SocketAddress remoteAddress() {
    requireHeld();
    return entry.address();
  }

  @Override
  public @Nullable Object attachment() {
    requireHeld();
    return entry.attachment();
  }

  @Override
  public void attach(@Nullable Object attachment) {
    requireHeld();
    entry.attach(attachment);
  }

  @Override
  protected Wire wire() {
    return entry.wire();
  }

  @Override
  protected Platform platform() {
    return entry.home().platform();
  }

  @Override
  protected long readTimeoutNanos() {
    return readTimeoutNanos;
  }

  @Override
  protected long writeTimeoutNanos() {
    return writeTimeoutNanos;
  }

  @Override
  protected String kind() {
    return "lease";
  }

  @Override
  public String toString() {
    return "Connection{"
        + endpoint()
        + ", "
        + entry.address()
        + ((state() & ENDED) == 0 ? ", leased}" : ", ended}");
  }
}
