/** The pools under measurement, each behind the same few methods. */
@NullMarked
package io.conpool.bench.peer;

import org.jspecify.annotations.NullMarked;
