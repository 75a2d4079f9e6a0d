/** The ways to an endpoint that are not straight: SOCKS5, HTTP CONNECT, PROXY protocol. */
@NullMarked
package io.conpool.impl.proxy;

import org.jspecify.annotations.NullMarked;
