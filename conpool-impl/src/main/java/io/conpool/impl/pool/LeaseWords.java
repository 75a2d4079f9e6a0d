package io.conpool.impl.pool;

import org.jspecify.annotations.Nullable;

/**
 * What each lease writes into its {@link Entry}, on cache lines of its own.
 *
 * <p>Without that, two threads that lease different entries slow each other down by half, as often
 * as the collector happens to put side by side what one writes and the other reads. On either side
 * lie two lines of 64 bytes, since processors fetch them in pairs. HotSpot lays out the fields of a
 * superclass before those of a subclass, but moves a field into a gap that alignment has left. So
 * the padding is made of ints, which leave none; a padding of longs would have the state in front.
 */
final class LeaseWords {

  private LeaseWords() {}

  /** Keeps away what lies before in memory. */
  abstract static class Before {
    int a00;
    int a01;
    int a02;
    int a03;
    int a04;
    int a05;
    int a06;
    int a07;
    int a08;
    int a09;
    int a10;
    int a11;
    int a12;
    int a13;
    int a14;
    int a15;
    int a16;
    int a17;
    int a18;
    int a19;
    int a20;
    int a21;
    int a22;
    int a23;
    int a24;
    int a25;
    int a26;
    int a27;
    int a28;
    int a29;
    int a30;
    int a31;
  }

  /** The words themselves; {@link Entry} says what they mean. */
  abstract static class Words extends Before {

    volatile int state;
    boolean held;
    long uses;
    long lastUsed;
    long leasedAt;
    Holder holder = Holder.NOBODY;
    @Nullable LeaseTrace trace;
  }

  /** Keeps away the rest of the entry and what lies behind it. */
  abstract static class After extends Words {
    int z00;
    int z01;
    int z02;
    int z03;
    int z04;
    int z05;
    int z06;
    int z07;
    int z08;
    int z09;
    int z10;
    int z11;
    int z12;
    int z13;
    int z14;
    int z15;
    int z16;
    int z17;
    int z18;
    int z19;
    int z20;
    int z21;
    int z22;
    int z23;
    int z24;
    int z25;
    int z26;
    int z27;
    int z28;
    int z29;
    int z30;
    int z31;
  }
}
