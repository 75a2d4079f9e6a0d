/** The bundle's activator. Nothing outside this package touches OSGi types. */
@NullMarked
package io.conpool.dns.dnsjava.osgi;

import org.jspecify.annotations.NullMarked;
