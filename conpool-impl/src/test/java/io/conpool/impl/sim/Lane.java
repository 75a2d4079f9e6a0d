package io.conpool.impl.sim;

import java.nio.ByteBuffer;

/** One direction of a connection: bytes under way, up to a capacity. */
final class Lane {

  private static final int CAPACITY = 64 * 1024;

  /** Always ready to be read from. */
  private final ByteBuffer bytes = ByteBuffer.allocate(CAPACITY).flip();

  private long written;
  private long read;
  private boolean ended;

  /** Takes bytes out: how many, 0 if there are none now, -1 after the end. */
  int take(ByteBuffer target, int most) {
    int count = Math.min(Math.min(most, target.remaining()), bytes.remaining());
    if (count == 0) {
      return ended && !bytes.hasRemaining() ? -1 : 0;
    }
    target.put(bytes.slice(bytes.position(), count));
    bytes.position(bytes.position() + count);
    read += count;
    return count;
  }

  /** Puts bytes in: how many, 0 if none fits now. */
  int put(ByteBuffer source, int most) {
    int room = CAPACITY - bytes.remaining();
    int count = Math.min(Math.min(most, source.remaining()), room);
    if (count > 0) {
      bytes.compact();
      bytes.put(source.slice(source.position(), count));
      bytes.flip();
      source.position(source.position() + count);
      written += count;
    }
    return count;
  }

  void end() {
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  void discard() {
    bytes.position(bytes.limit());
  }

  long written() {
    return written;
  }

  long read() {
    return read;
  }
}
