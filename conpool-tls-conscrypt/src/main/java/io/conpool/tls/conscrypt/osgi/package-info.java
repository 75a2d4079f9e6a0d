/** The bundle's activator. Nothing outside this package touches OSGi types. */
@NullMarked
package io.conpool.tls.conscrypt.osgi;

import org.jspecify.annotations.NullMarked;
