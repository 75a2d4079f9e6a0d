/** conpool's implementation; see {@link io.conpool.impl.DefaultConnectionPoolFactory}. */
@NullMarked
package io.conpool.impl;

import org.jspecify.annotations.NullMarked;
