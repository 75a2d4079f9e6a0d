package io.conpool.impl.dns;

import java.util.function.Consumer;

/**
 * Somebody who wants to be told.
 *
 * @param told is told, once
 * @param until how long he would wait, a time of the platform's clock; he is told later rather than
 *     not at all
 */
record Asker(Consumer<NameAnswer> told, Wish wish, long until) {

  /** What an asker is content with. */
  enum Wish {
    /** Whatever is known. */
    ANYTHING,
    /** What the resolver says from now on. */
    NEWS
  }

  boolean wants(Wish which) {
    return wish == which;
  }

  boolean isPatient(long now) {
    return until - now > 0;
  }
}
