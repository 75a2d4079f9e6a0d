/** What every transport must do. */
@NullMarked
package io.conpool.it.transport;

import org.jspecify.annotations.NullMarked;
