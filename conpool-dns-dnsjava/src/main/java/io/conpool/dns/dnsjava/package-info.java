/** Name resolution by dnsjava. */
@NullMarked
package io.conpool.dns.dnsjava;

import org.jspecify.annotations.NullMarked;
