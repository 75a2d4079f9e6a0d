/** The pool: endpoints, entries, leases, waiters, places and the housekeeper. */
@NullMarked
package io.conpool.impl.pool;

import org.jspecify.annotations.NullMarked;
