package io.conpool.impl.pool;

import io.conpool.Endpoint;
import io.conpool.impl.time.Platform;
import io.conpool.impl.transport.GuardedStream;
import io.conpool.impl.transport.Wire;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** An entry in the hands of its health check. */
final class CheckStream extends GuardedStream {

  private final Entry entry;

  CheckStream(Entry entry) {
    this.entry = entry;
  }

  /** Takes the stream out of the check's hands; returns whether it is as clean as it was. */
  boolean finish() {
    int state = end();
    return (state & (READING | WRITING | FAILED | READ_TIMED_OUT | INPUT_ENDED)) == 0
        && !entry.wire().hasUnread();
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
    return 0; // the whole check is bounded instead
  }

  @Override
  protected long writeTimeoutNanos() {
    return 0;
  }

  @Override
  protected String kind() {
    return "health check";
  }

  @Override
  public Endpoint endpoint() {
    return entry.home().endpoint();
  }

  @Override
  public SocketAddress remoteAddress() {
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
}
