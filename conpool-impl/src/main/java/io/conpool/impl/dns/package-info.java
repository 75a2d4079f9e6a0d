/** Name resolution: the JDK's resolver, the way to any, and what they have said. */
@NullMarked
package io.conpool.impl.dns;

import org.jspecify.annotations.NullMarked;
