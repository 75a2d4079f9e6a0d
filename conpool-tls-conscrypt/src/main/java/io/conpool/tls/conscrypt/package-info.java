/** TLS by Conscrypt. */
@NullMarked
package io.conpool.tls.conscrypt;

import org.jspecify.annotations.NullMarked;
