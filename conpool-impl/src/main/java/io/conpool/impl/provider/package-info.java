/** Where providers come from, and which one is used. */
@NullMarked
package io.conpool.impl.provider;

import org.jspecify.annotations.NullMarked;
