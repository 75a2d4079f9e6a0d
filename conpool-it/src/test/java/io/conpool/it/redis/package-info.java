/** A Redis client on conpool, against a real Redis. */
@NullMarked
package io.conpool.it.redis;

import org.jspecify.annotations.NullMarked;
