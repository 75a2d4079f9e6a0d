/** Names from a real DNS server. */
@NullMarked
package io.conpool.it.dns;

import org.jspecify.annotations.NullMarked;
