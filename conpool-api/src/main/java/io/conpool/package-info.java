/**
 * A connection pool for any protocol over TCP or TLS: blocking calls, one pool, keyed by endpoint.
 *
 * <p>Start at {@link io.conpool.ConnectionPool}.
 */
@NullMarked
package io.conpool;

import org.jspecify.annotations.NullMarked;
