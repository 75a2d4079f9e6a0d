/** The Java of README.md, compiled and run, and the proof that README.md shows just that. */
@NullMarked
package io.conpool.it.examples;

import org.jspecify.annotations.NullMarked;
