/** Name resolution: the JDK's resolver, and the way to any. */
@NullMarked
package io.conpool.impl.dns;

import org.jspecify.annotations.NullMarked;
