package io.conpool.impl.tls;

import java.nio.ByteBuffer;

/**
 * A queue of bytes that owns memory only where it has to.
 *
 * <p>On the heap: the JDK copies heap bytes through a direct buffer it keeps for each thread, so no
 * direct memory of ours can outlive a connection.
 */
final class LazyBuffer {

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final SpareBuffers spares;

  /** What is in the queue stands between position and limit. */
  private ByteBuffer bytes = NONE;

  LazyBuffer(SpareBuffers spares) {
    this.spares = spares;
  }

  /** The bytes in the queue, to be taken from the front. */
  ByteBuffer bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return !bytes.hasRemaining();
  }

  int capacity() {
    return bytes.capacity();
  }

  /**
   * Opens the queue for appending; every call is followed by {@link #appended()}, whatever happens
   * in between.
   */
  ByteBuffer append(int room) {
    if (bytes.capacity() - bytes.remaining() < room) {
      ByteBuffer small = bytes;
      bytes = spares.take(small.remaining() + room).put(small);
      spares.give(small);
    } else {
      bytes.compact();
    }
    return bytes;
  }

  void appended() {
    bytes.flip();
  }

  /** Moves as much as fits. */
  int moveTo(ByteBuffer target) {
    int count = Math.min(bytes.remaining(), target.remaining());
    if (count > 0) {
      target.put(target.position(), bytes, bytes.position(), count);
      target.position(target.position() + count);
      bytes.position(bytes.position() + count);
    }
    return count;
  }

  /** Keeps only as much memory as there are bytes; nobody else may look at the queue now. */
  void shrink() {
    ByteBuffer large = bytes;
    if (isEmpty()) {
      bytes = NONE;
    } else if (large.remaining() < large.capacity()) {
      bytes = ByteBuffer.allocate(large.remaining()).put(large).flip();
    } else {
      return;
    }
    spares.give(large);
  }

  /** Forgets everything. Its memory is no spare: somebody may be about to look at it still. */
  void clear() {
    bytes = NONE;
  }
}
