package io.conpool.impl.dial;

import io.conpool.PoolError;
import io.conpool.impl.dns.NameAnswer;
import io.conpool.impl.dns.NameCache;
import io.conpool.impl.dns.NameQuestion;
import io.conpool.impl.dns.ServerOrder;
import io.conpool.impl.provider.ProviderKind;
import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsService;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The question for the servers of a service, and then for the addresses of each. */
final class ServiceInquiry implements Inquiry {

  private final Platform platform;
  private final NameCache names;
  private final Resolving resolving;
  private final @Nullable String providerName;
  private final Hop hop;
  private final DialObserver observer;

  /** The same for both families, so that a server has one place in the order. */
  private final AtomicReference<@Nullable ServerOrder> drawn = new AtomicReference<>();

  /**
   * Makes a question.
   *
   * @param providerName the resolver's name if the configuration asks for it
   */
  ServiceInquiry(
      Platform platform,
      NameCache names,
      Resolving resolving,
      @Nullable String providerName,
      Hop hop,
      DialObserver observer) {
    this.platform = platform;
    this.names = names;
    this.resolving = resolving;
    this.providerName = providerName;
    this.hop = hop;
    this.observer = observer;
  }

  @Override
  public List<AddressFamily> families() {
    return resolving.families();
  }

  @Override
  public void ask(AddressFamily family, long timeoutNanos, Hearer hearer) {
    long until = platform.now() + timeoutNanos;
    names.ask(
        servers(),
        timeoutNanos,
        answer -> {
          if (answer instanceof NameAnswer.Served served) {
            Gathering gathering = gathering(family, served, hearer);
            long left = Math.max(1, until - platform.now());
            gathering.start((target, told) -> names.ask(addresses(target, family), left, told));
          } else {
            failed(answer, hearer);
          }
        });
  }

  @Override
  public void refresh(AddressFamily family, long timeoutNanos) {
    names.refresh(
        servers(),
        timeoutNanos,
        answer -> {
          if (answer instanceof NameAnswer.Served served) {
            gathering(family, served, Hearer.NOBODY)
                .start(
                    (target, told) -> names.refresh(addresses(target, family), timeoutNanos, told));
          } else {
            failed(answer, Hearer.NOBODY);
          }
        });
  }

  private NameQuestion servers() {
    return NameQuestion.servers(resolving.resolver(), hop.host());
  }

  private NameQuestion addresses(String target, AddressFamily family) {
    return NameQuestion.addresses(resolving.resolver(), target, family);
  }

  private Gathering gathering(AddressFamily family, NameAnswer.Served served, Hearer hearer) {
    return new Gathering(
        platform, resolving, family, served, order(served.servers()), observer, hearer);
  }

  private List<DnsService> order(List<DnsService> servers) {
    ServerOrder mine = drawn.get();
    if (mine == null) {
      drawn.compareAndSet(null, ServerOrder.draw(servers, platform));
      mine = drawn.get();
    }
    return mine == null ? servers : mine.arrange(servers);
  }

  /** Connections outlive a service of which nothing is known any more. */
  private void failed(NameAnswer answer, Hearer hearer) {
    if (answer instanceof NameAnswer.Failed none) {
      observer.unanswered(AddressFamily.ANY, true);
      hearer.none(
          none.cause() instanceof UnsupportedOperationException cause
              ? unable(cause)
              : none.cause());
    }
  }

  private DialFailure unable(UnsupportedOperationException cause) {
    PoolError.ProviderUnavailable error =
        new PoolError.ProviderUnavailable(
            ProviderKind.DNS.word(),
            providerName == null ? "any" : providerName,
            String.valueOf(cause.getMessage()));
    return new DialFailure(error, List.of("connecting to " + hop.authority()), false, cause);
  }
}
