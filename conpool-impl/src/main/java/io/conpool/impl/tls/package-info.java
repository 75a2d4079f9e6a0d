/** TLS: the engine loop over a transport, the JDK's engines, and the cache of contexts. */
@NullMarked
package io.conpool.impl.tls;

import org.jspecify.annotations.NullMarked;
