/** A deterministic simulation of time, threads, network and name resolution, for tests. */
@NullMarked
package io.conpool.impl.sim;

import org.jspecify.annotations.NullMarked;
