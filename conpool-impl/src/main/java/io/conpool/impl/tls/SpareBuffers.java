package io.conpool.impl.tls;

import io.conpool.impl.time.Platform;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Memory for records that streams have given up when they came to rest, for those that are in use.
 *
 * <p>An idle stream holds none. Without spare ones each lease would begin with fresh buffers, and
 * to make and clear those takes longer than to encrypt a small request. Threads are spread over
 * places, so that they seldom meet. Lock-free.
 *
 * <p>What a stream gives up must be its own to the last: two streams in one buffer would read each
 * other's bytes.
 */
public final class SpareBuffers {

  /** What one stream uses at a time: records that come, plaintext, records that go. */
  private static final int EACH = 3;

  /** So far apart that threads at different places do not share a cache line. */
  private static final int APART = 16;

  private static final int MOST_PLACES = 32;

  /** Capacities are multiples of it, so that a buffer for ciphertext serves for plaintext too. */
  private static final int UNIT = 1024;

  /** Larger ones are rare, and not kept. */
  private static final int LARGEST = 32 * UNIT;

  private final Platform platform;
  private final int places;
  private final AtomicReferenceArray<@Nullable ByteBuffer> spares;

  /** Makes a stock that is empty. */
  public SpareBuffers(Platform platform) {
    this.platform = platform;
    this.places = Math.min(platform.stripes(), MOST_PLACES);
    this.spares = new AtomicReferenceArray<>(APART * (places + 1));
  }

  /** An empty buffer of at least that capacity, the caller's own. */
  ByteBuffer take(int capacity) {
    int first = first();
    for (int place = first; place < first + EACH; place++) {
      ByteBuffer spare = spares.get(place);
      if (spare != null
          && spare.capacity() >= capacity
          && spares.compareAndSet(place, spare, null)) {
        return spare.clear();
      }
    }
    return ByteBuffer.allocate((capacity + UNIT - 1) / UNIT * UNIT);
  }

  /** Takes over a buffer that nobody else will touch any more; its content is not wiped. */
  void give(ByteBuffer buffer) {
    int capacity = buffer.capacity();
    if (capacity == 0 || capacity % UNIT != 0 || capacity > LARGEST) {
      return;
    }
    int first = first();
    for (int place = first; place < first + EACH; place++) {
      ByteBuffer kept = spares.get(place);
      boolean better = kept == null || kept.capacity() < capacity;
      if (better && spares.compareAndSet(place, kept, buffer)) {
        return;
      }
    }
  }

  private int first() {
    return APART * (1 + platform.stripe() % places);
  }
}
