/** A PostgreSQL client on conpool, against a real PostgreSQL. */
@NullMarked
package io.conpool.it.postgres;

import org.jspecify.annotations.NullMarked;
