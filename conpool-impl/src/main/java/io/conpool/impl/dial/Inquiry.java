package io.conpool.impl.dial;

import io.conpool.impl.dns.NameAnswer;
import io.conpool.impl.dns.NameCache;
import io.conpool.impl.dns.NameQuestion;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The question for the addresses of one hop, whose answer is told to the endpoint too. */
final class Inquiry {

  private final NameCache names;
  private final DnsResolverProvider resolver;
  private final Hop hop;
  private final @Nullable InetAddress source;
  private final DialObserver observer;

  /**
   * Makes a question.
   *
   * @param source where connections come from, so that only addresses of its family are of use;
   *     null for anywhere
   */
  Inquiry(
      NameCache names,
      DnsResolverProvider resolver,
      Hop hop,
      @Nullable InetAddress source,
      DialObserver observer) {
    this.names = names;
    this.resolver = resolver;
    this.hop = hop;
    this.source = source;
    this.observer = observer;
  }

  /**
   * What the resolver is to be asked for: each family by itself, if it can tell them apart, or only
   * that of the address that connections come from.
   */
  List<AddressFamily> families() {
    if (resolver.joint()) {
      return List.of(AddressFamily.ANY);
    } else if (source == null) {
      return List.of(AddressFamily.IPV6, AddressFamily.IPV4); // in the order of RFC 8305, section 3
    }
    return List.of(source instanceof Inet6Address ? AddressFamily.IPV6 : AddressFamily.IPV4);
  }

  /**
   * Asks. One of the two is told, at once or on another thread.
   *
   * @param found is told the addresses, each once
   * @param failed is told why there are none
   */
  void ask(
      AddressFamily family,
      long timeoutNanos,
      Consumer<List<SocketAddress>> found,
      Consumer<Throwable> failed) {
    names.ask(question(family), timeoutNanos, answer -> told(family, answer, found, failed));
  }

  /** Asks anew unless the answer is fresh, for the observer to know. */
  void refresh(AddressFamily family, long timeoutNanos) {
    names.refresh(
        question(family), timeoutNanos, answer -> told(family, answer, found -> {}, failed -> {}));
  }

  private NameQuestion question(AddressFamily family) {
    return new NameQuestion(resolver, hop.host(), family);
  }

  private boolean isOfUse(InetAddress address) {
    return source == null || source instanceof Inet6Address == address instanceof Inet6Address;
  }

  private void told(
      AddressFamily family,
      NameAnswer answer,
      Consumer<List<SocketAddress>> found,
      Consumer<Throwable> failed) {
    if (answer instanceof NameAnswer.Found known) {
      List<SocketAddress> addresses =
          known.addresses().stream().filter(this::isOfUse).map(hop::at).toList();
      if (known.kind() != NameAnswer.Kind.FORGOTTEN) {
        observer.answered(family, addresses, known.freshUntil());
      }
      if (addresses.isEmpty()) {
        failed.accept(unreachable());
      } else {
        found.accept(addresses);
      }
    } else if (answer instanceof NameAnswer.Failed none) {
      observer.unanswered(family, none.isTemporary());
      failed.accept(none.cause());
    }
  }

  private DnsException unreachable() {
    return new DnsException(
        DnsException.Kind.NO_DATA,
        "no address of " + hop.host() + " can be reached from " + source,
        null);
  }
}
