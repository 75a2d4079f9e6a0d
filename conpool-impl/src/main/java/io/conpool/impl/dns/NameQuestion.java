package io.conpool.impl.dns;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsResolverProvider;

/**
 * What can be asked. Answers of different resolvers are kept apart, for a provider may be swapped.
 *
 * @param host in lower case, as ASCII, without a trailing dot
 */
public record NameQuestion(DnsResolverProvider resolver, String host, AddressFamily family) {}
