package io.conpool.impl.tls;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of a connection in memory, which remembers every byte and fails where it is told
 * to.
 */
final class Pipe {

  /** How a direction fails. */
  enum Fault {
    /** The reader meets the end of the stream there, the writer an exception. */
    END,
    /** The reader meets an exception there, and so does the writer. */
    RESET
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ManualClock clock;

  private byte[] bytes = new byte[1024];
  private int written;
  private int read;
  private int visible = Integer.MAX_VALUE;
  private int faultAt = Integer.MAX_VALUE;
  private Fault fault = Fault.END;
  private boolean ended;
  private boolean closed;

  Pipe(ManualClock clock) {
    this.clock = clock;
  }

  /** Fails once that many bytes have passed. */
  void failAt(int offset, Fault kind) {
    guarded(
        () -> {
          faultAt = offset;
          fault = kind;
        });
  }

  /** Hides from the reader what is beyond that many bytes, as a slow network does. */
  void showUpTo(int offset) {
    guarded(() -> visible = offset);
  }

  void showAll() {
    showUpTo(Integer.MAX_VALUE);
  }

  int written() {
    lock.lock();
    try {
      return written;
    } finally {
      lock.unlock();
    }
  }

  int read() {
    lock.lock();
    try {
      return read;
    } finally {
      lock.unlock();
    }
  }

  /** Blocks until the writer has written that many bytes in all. */
  void awaitWritten(int count) throws InterruptedException {
    lock.lock();
    try {
      while (written < count) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Everything written from an offset on. */
  byte[] writtenFrom(int offset) {
    lock.lock();
    try {
      return Arrays.copyOfRange(bytes, offset, written);
    } finally {
      lock.unlock();
    }
  }

  /** Nobody will write any more. */
  void end() {
    guarded(() -> ended = true);
  }

  /** Nobody will read any more; as with real connections the writer does not notice at once. */
  void close() {
    guarded(() -> closed = true);
  }

  private void guarded(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int write(ByteBuffer source, int max) throws IOException {
    lock.lock();
    try {
      if (ended) {
        throw new ClosedChannelException();
      }
      if (written >= faultAt) {
        throw new SocketException("Broken pipe");
      }
      int count = Math.min(Math.min(source.remaining(), max), faultAt - written);
      if (written + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, written + count));
      }
      source.get(bytes, written, count);
      written += count;
      changed.signalAll();
      return count;
    } finally {
      lock.unlock();
    }
  }

  int read(ByteBuffer target, int max, boolean wait, long timeoutNanos) throws IOException {
    lock.lock();
    try {
      while (true) {
        if (closed) {
          throw new ClosedChannelException();
        }
        int count = Math.min(written, Math.min(visible, faultAt)) - read;
        if (count > 0) {
          count = Math.min(count, Math.min(max, target.remaining()));
          target.put(bytes, read, count);
          read += count;
          return count;
        }
        if (read >= faultAt && fault == Fault.RESET) {
          throw new SocketException("Connection reset");
        }
        if (read >= faultAt || (ended && read == written)) {
          return -1;
        }
        if (!wait) {
          return 0;
        }
        if (timeoutNanos > 0) {
          clock.advance(timeoutNanos);
          throw new SocketTimeoutException("nothing within " + timeoutNanos + " ns");
        }
        changed.await();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      lock.unlock();
    }
  }
}
