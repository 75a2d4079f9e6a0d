package io.conpool;

import org.jspecify.annotations.Nullable;

/**
 * What a pool says for endpoints that leave it open.
 *
 * @param tls how they are secured, or null for not at all
 * @param way how they are reached
 */
record PoolDefaults(@Nullable TlsConfig tls, Way way) {}
