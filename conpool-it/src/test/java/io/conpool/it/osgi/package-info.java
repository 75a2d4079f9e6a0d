/**
 * conpool as OSGi bundles. Each run has a framework in a JVM of its own, started by the tests of
 * this package; what runs in there is in {@code host}, the bundles that use conpool in {@code
 * consumer}.
 */
@NullMarked
package io.conpool.it.osgi;

import org.jspecify.annotations.NullMarked;
