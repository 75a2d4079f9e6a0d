/**
 * What runs in the JVM of a framework: no class here needs more than the framework's jar and the
 * JDK, and none has a class in common with the bundles.
 */
@NullMarked
package io.conpool.it.osgi.host;

import org.jspecify.annotations.NullMarked;
