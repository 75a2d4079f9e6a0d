/** What makes a connection out of an endpoint: resolve, connect, TLS, connect hook. */
@NullMarked
package io.conpool.impl.dial;

import org.jspecify.annotations.NullMarked;
