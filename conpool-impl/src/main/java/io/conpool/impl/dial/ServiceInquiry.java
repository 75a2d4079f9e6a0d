package io.conpool.impl.dial;

import io.conpool.PoolError;
import io.conpool.impl.dns.NameAnswer;
import io.conpool.impl.dns.NameCache;
import io.conpool.impl.dns.NameQuestion;
import io.conpool.impl.dns.ServerOrder;
import io.conpool.impl.provider.ProviderKind;
import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The question for the servers of a service, and then for the addresses of each. Both families are
 * asked for at once, since the order of the servers goes before that of the families.
 *
 * @param providerName the resolver's name if the configuration asks for it
 */
record ServiceInquiry(
    Platform platform,
    NameCache names,
    Resolving resolving,
    @Nullable String providerName,
    Hop hop,
    DialObserver observer)
    implements Inquiry {

  @Override
  public List<AddressFamily> families() {
    return List.of(AddressFamily.ANY);
  }

  @Override
  public void ask(AddressFamily family, long timeoutNanos, Hearer hearer) {
    long until = platform.now() + timeoutNanos;
    names.ask(
        servers(),
        timeoutNanos,
        answer -> {
          if (answer instanceof NameAnswer.Served served) {
            long left = Math.max(1, until - platform.now());
            gathering(served, hearer).start((question, told) -> names.ask(question, left, told));
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
            gathering(served, Hearer.NOBODY)
                .start((question, told) -> names.refresh(question, timeoutNanos, told));
          } else {
            failed(answer, Hearer.NOBODY);
          }
        });
  }

  private NameQuestion servers() {
    return NameQuestion.servers(resolving.resolver(), hop.host());
  }

  private Gathering gathering(NameAnswer.Served served, Hearer hearer) {
    return new Gathering(
        platform,
        resolving,
        served,
        new ServerOrder(platform).draw(served.servers()),
        observer,
        hearer);
  }

  /** Connections outlive a service of which nothing is known any more. */
  private void failed(NameAnswer answer, Hearer hearer) {
    if (answer instanceof NameAnswer.Failed none) {
      observer.unanswered(AddressFamily.ANY, none.isTemporary());
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
