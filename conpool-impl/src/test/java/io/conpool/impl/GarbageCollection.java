package io.conpool.impl;

import java.lang.ref.WeakReference;

/** What the garbage collector makes of objects that tests have let go of. */
public final class GarbageCollection {

  private static final int COLLECTIONS = 100;

  private GarbageCollection() {}

  /** Whether nothing holds on to an object. */
  public static boolean takes(WeakReference<?> object) {
    for (int round = 0; round < COLLECTIONS && object.get() != null; round++) {
      System.gc();
    }
    return object.get() == null;
  }
}
