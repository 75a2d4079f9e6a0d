package io.conpool.it.dns;

import io.conpool.impl.dns.JdkResolverProvider;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.spi.DnsResolverProvider;

/** The built-in resolver. */
@OnEachKindOfThread
class JdkDnsIT extends DnsContract {

  @Override
  protected DnsResolverProvider resolver() {
    return new JdkResolverProvider();
  }
}
