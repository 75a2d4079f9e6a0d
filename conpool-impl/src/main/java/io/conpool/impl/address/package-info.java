/** The addresses of an endpoint: which of them is tried first, and what is known of each. */
@NullMarked
package io.conpool.impl.address;

import org.jspecify.annotations.NullMarked;
