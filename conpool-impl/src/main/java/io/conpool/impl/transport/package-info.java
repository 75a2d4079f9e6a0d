/** Byte streams: the wire of a connection, and the transports over NIO channels. */
@NullMarked
package io.conpool.impl.transport;

import org.jspecify.annotations.NullMarked;
