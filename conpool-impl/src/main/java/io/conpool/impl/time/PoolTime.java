package io.conpool.impl.time;

import io.conpool.TimeSource;

/** A time source whose timers can be ended all together. */
interface PoolTime extends TimeSource {

  /** Ends all timers; those scheduled later never run, and each can still be taken back. */
  void close();
}
