/**
 * What plug-ins implement: transports, TLS engines and name resolvers.
 *
 * <p>A provider is found by {@link java.util.ServiceLoader} on the class path and the module path,
 * by the service registry in OSGi, or is given to the pool by hand. Among several of one kind the
 * pool takes the one the configuration names, else the {@linkplain
 * io.conpool.spi.Provider#availability() available} one with the highest {@linkplain
 * io.conpool.spi.Provider#priority() priority}.
 */
@NullMarked
package io.conpool.spi;

import org.jspecify.annotations.NullMarked;
