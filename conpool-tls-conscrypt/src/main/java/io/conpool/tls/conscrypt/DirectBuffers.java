package io.conpool.tls.conscrypt;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.conscrypt.AllocatedBuffer;
import org.conscrypt.BufferAllocator;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory that engines borrow for the length of a call.
 *
 * <p>Native code reads and writes direct memory; what comes or goes in a buffer on the heap is
 * copied through it. Left alone, each engine keeps 16 KiB for that as long as it lives, idle or
 * not. Here there are no more than threads have used at once, and of these only some are kept.
 * Lock-free.
 */
final class DirectBuffers extends BufferAllocator {

  /** As large as what an engine would make for itself: a record of any kind. */
  static final int CAPACITY = Conscrypt.maxEncryptedPacketLength();

  /** How many are kept at most, half a mebibyte. */
  static final int PLACES = 32;

  private final AtomicReferenceArray<@Nullable Loan> spares = new AtomicReferenceArray<>(PLACES);

  /** Lends a buffer; several records at once, a rarity, get one of their own. */
  @Override
  public AllocatedBuffer allocateDirectBuffer(int capacity) {
    if (capacity > CAPACITY) {
      return AllocatedBuffer.wrap(ByteBuffer.allocateDirect(capacity));
    }
    int own = place();
    for (int i = 0; i < PLACES; i++) {
      int place = (own + i) % PLACES;
      Loan spare = spares.get(place);
      if (spare != null && spares.compareAndSet(place, spare, null)) {
        return spare.lent();
      }
    }
    return new Loan().lent();
  }

  private void giveBack(Loan loan) {
    int own = place();
    for (int i = 0; i < PLACES; i++) {
      if (spares.compareAndSet((own + i) % PLACES, null, loan)) {
        return;
      }
    }
  }

  /** Where a thread looks first, so that threads seldom meet. */
  private static int place() {
    return Math.floorMod(Thread.currentThread().getId(), PLACES);
  }

  /** One buffer, at any time one borrower's or nobody's. */
  private final class Loan extends AllocatedBuffer {

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY);
    private boolean lent;

    Loan lent() {
      lent = true;
      buffer.clear();
      return this;
    }

    @Override
    public ByteBuffer nioBuffer() {
      return buffer;
    }

    /** Gives the buffer back, once: a second time would hand the same memory to two. */
    @Override
    public AllocatedBuffer release() {
      if (lent) {
        lent = false;
        giveBack(this);
      }
      return this;
    }
  }
}
