/** The pool on loopback sockets: leases, faults of the peer, limits. */
@NullMarked
package io.conpool.it.loopback;

import org.jspecify.annotations.NullMarked;
