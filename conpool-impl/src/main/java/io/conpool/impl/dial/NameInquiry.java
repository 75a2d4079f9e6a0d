package io.conpool.impl.dial;

import io.conpool.impl.address.AddressTiers;
import io.conpool.impl.dns.NameAnswer;
import io.conpool.impl.dns.NameCache;
import io.conpool.impl.dns.NameQuestion;
import io.conpool.spi.AddressFamily;
import java.net.SocketAddress;
import java.util.List;

/** The question for the addresses of a host. */
final class NameInquiry implements Inquiry {

  private final NameCache names;
  private final Resolving resolving;
  private final Hop hop;
  private final DialObserver observer;

  NameInquiry(NameCache names, Resolving resolving, Hop hop, DialObserver observer) {
    this.names = names;
    this.resolving = resolving;
    this.hop = hop;
    this.observer = observer;
  }

  @Override
  public List<AddressFamily> families() {
    return resolving.families();
  }

  @Override
  public void ask(AddressFamily family, long timeoutNanos, Hearer hearer) {
    names.ask(question(family), timeoutNanos, answer -> told(family, answer, hearer));
  }

  @Override
  public void refresh(AddressFamily family, long timeoutNanos) {
    names.refresh(question(family), timeoutNanos, answer -> told(family, answer, Hearer.NOBODY));
  }

  private NameQuestion question(AddressFamily family) {
    return NameQuestion.addresses(resolving.resolver(), hop.host(), family);
  }

  private void told(AddressFamily family, NameAnswer answer, Hearer hearer) {
    if (answer instanceof NameAnswer.Found known) {
      List<SocketAddress> addresses =
          resolving.ofUse(known.addresses()).stream().map(hop::at).toList();
      if (known.kind() != NameAnswer.Kind.FORGOTTEN) {
        observer.answered(family, addresses, known.freshUntil());
      }
      if (addresses.isEmpty()) {
        hearer.none(resolving.outOfReach(hop.host()));
      } else {
        hearer.all(AddressTiers.of(addresses));
      }
    } else if (answer instanceof NameAnswer.Failed none) {
      observer.unanswered(family, none.isTemporary());
      hearer.none(none.cause());
    }
  }
}
