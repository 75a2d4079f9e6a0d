/** An HTTP/1.1 client on conpool, against the JDK's HTTPS server. */
@NullMarked
package io.conpool.it.http;

import org.jspecify.annotations.NullMarked;
