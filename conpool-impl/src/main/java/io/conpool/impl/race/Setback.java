package io.conpool.impl.race;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One reason why nobody has won.
 *
 * @param address whose attempt failed; null where the resolver had no answer
 * @param cause why
 */
public record Setback(@Nullable SocketAddress address, Throwable cause) {}
