package io.conpool.impl.address;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is known of one address. Guarded by the lock of its book. */
final class AddressRecord {

  /** So many failures in a row set an address aside. */
  static final int MOST_FAILURES = 5;

  /** The first pause; each further one in a row is longer by as much. */
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(30);

  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(300);

  private int uses;
  private int failures;
  private int pauses;
  private @Nullable Long asideUntil;

  /** Who finds out whether it is back; null while nobody does. */
  private @Nullable AddressUse probe;

  /** How many connections there are, those under way included. */
  int uses() {
    return uses;
  }

  /** How many attempts in a row have failed. */
  int failures() {
    return failures;
  }

  /** Until when it is set aside, a time of the clock, which may be over; null if it is not. */
  @Nullable Long asideUntil() {
    return asideUntil;
  }

  boolean isSetAside() {
    return asideUntil != null;
  }

  /** Nobody but one who finds out may try it first. */
  Standing standing(long now) {
    boolean back = asideUntil == null || (now - asideUntil >= 0 && probe == null);
    return new Standing(!back, uses);
  }

  void begin(AddressUse use, long now) {
    uses++;
    if (asideUntil != null && now - asideUntil >= 0 && probe == null) {
      probe = use;
    }
  }

  void end(AddressUse use) {
    uses--;
    if (probe == use) {
      probe = null;
    }
  }

  /** Its past does not count any more: it has connected, or a user says so. */
  void forgive() {
    failures = 0;
    pauses = 0;
    asideUntil = null;
    probe = null; // a connection that has found it back may live for long
  }

  /**
   * An attempt has failed.
   *
   * @param spared whether it must not be set aside
   * @return for how long it is set aside now; null if it is not, or was before
   */
  @Nullable Long failed(AddressUse use, boolean spared, long now) {
    failures++;
    boolean alreadyAside = asideUntil != null && now - asideUntil < 0;
    if (failures < MOST_FAILURES || alreadyAside || (spared && asideUntil == null)) {
      return null;
    }
    pauses++;
    long pause = Math.min(LONGEST_PAUSE, PAUSE * pauses);
    asideUntil = now + pause;
    if (probe == use) {
      probe = null;
    }
    return pause;
  }

  /** Whether nothing is lost when it is forgotten. */
  boolean isForgettable() {
    return uses == 0;
  }
}
