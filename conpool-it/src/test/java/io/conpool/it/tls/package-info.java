/**
 * What every TLS provider must do, run for each of them by two classes of a few lines.
 *
 * <p>For a provider of your own: put it on this module's class path, and add two such classes with
 * its name beside {@link io.conpool.it.tls.JdkTlsIT} and {@link io.conpool.it.tls.JdkTlsStreamIT}.
 */
@NullMarked
package io.conpool.it.tls;

import org.jspecify.annotations.NullMarked;
