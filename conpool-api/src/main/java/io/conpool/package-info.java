/**
 * A connection pool for any protocol over TCP or TLS: blocking calls, one pool, keyed by endpoint.
 *
 * <p>Start at {@link io.conpool.ConnectionPool}.
 */
@Version("1.0.0")
@NullMarked
package io.conpool;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.versioning.Version;
