/** A server in a JVM of its own, and plain ways to reach it. */
@NullMarked
package io.conpool.bench.echo;

import org.jspecify.annotations.NullMarked;
