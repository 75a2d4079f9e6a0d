/**
 * Benchmarks: conpool side by side with its peers, all in one run.
 *
 * <p>{@link io.conpool.bench.BenchMain} is the one command; it runs the forks of the peers in turn,
 * so that what the machine does in between meets all of them alike, and writes the tables.
 */
@NullMarked
package io.conpool.bench;

import org.jspecify.annotations.NullMarked;
