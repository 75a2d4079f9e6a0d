package io.conpool.impl.dns;

public final class JdkResolverProvider {}
