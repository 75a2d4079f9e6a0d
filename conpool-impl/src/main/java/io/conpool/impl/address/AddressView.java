package io.conpool.impl.address;

import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was known of one address at one moment.
 *
 * @param connections how many there are to it, those under way included
 * @param failures how many attempts in a row have failed
 * @param asideFor how long it is set aside yet, zero where it waits for somebody to find out; null
 *     where it is not set aside
 * @param gone whether the resolver does not name it any more
 */
public record AddressView(
    SocketAddress address,
    int connections,
    int failures,
    @Nullable Duration asideFor,
    boolean gone) {}
