/**
 * Bundles that use conpool. They have no class in common with the test that asks them, which may
 * replace everything they use; so all that passes between the two is text, through a {@link
 * java.util.function.Function} that is a service with the property {@code consumer}.
 */
@NullMarked
package io.conpool.it.osgi.consumer;

import org.jspecify.annotations.NullMarked;
