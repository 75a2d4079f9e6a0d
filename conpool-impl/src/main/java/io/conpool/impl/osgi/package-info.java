/** The bundle's activator. Nothing outside this package touches OSGi types. */
@NullMarked
package io.conpool.impl.osgi;

import org.jspecify.annotations.NullMarked;
