package io.conpool.impl.pool;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Who leased an entry last. Weak, since an idle entry must not keep a thread; the name stays, since
 * a lease that outlives its thread is the one that is looked for.
 */
final class Holder extends WeakReference<Thread> {

  static final Holder NOBODY = new Holder(null, "");

  private final String name;

  Holder(Thread thread) {
    this(thread, thread.getName());
  }

  private Holder(@Nullable Thread thread, String name) {
    super(thread);
    this.name = name;
  }

  boolean is(Thread thread) {
    return get() == thread;
  }

  String name() {
    return name;
  }
}
