/** TLS by Conscrypt: what it is asked for, what it cannot do, and its engines. */
@NullMarked
package io.conpool.tls.conscrypt;

import org.jspecify.annotations.NullMarked;
