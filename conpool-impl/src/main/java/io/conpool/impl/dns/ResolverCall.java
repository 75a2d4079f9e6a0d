package io.conpool.impl.dns;

import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsService;
import io.conpool.spi.DnsServices;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;

/** A call of a resolver, which is foreign code: whatever comes of it is an answer. */
record ResolverCall(Platform platform, NameRules rules, NameQuestion question) {

  /** So many servers of one service are used. */
  static final int MOST_SERVERS = 32;

  /**
   * Asks the resolver. Blocks as long as it pleases the resolver, which may be interrupted.
   *
   * @param deadline by when the resolver is asked to be back
   */
  NameAnswer answer(long deadline) {
    try {
      long left = Math.max(1, deadline - platform.now());
      AddressFamily family = question.family();
      return family == null
          ? served(question.resolver().services(question.host(), left))
          : found(question.resolver().resolve(question.host(), family, left));
    } catch (UnknownHostException e) {
      return failed(
          new DnsException(DnsException.Kind.NO_SUCH_NAME, String.valueOf(e.getMessage()), e));
    } catch (Throwable e) { // an Error must reach the askers too
      return failed(e);
    }
  }

  private NameAnswer found(DnsAnswer answer) {
    List<InetAddress> addresses =
        answer.addresses().stream().filter(question::isAbout).distinct().toList();
    if (addresses.isEmpty()) {
      String message = question.host() + " has no address of the family " + question.family();
      return failed(new DnsException(DnsException.Kind.NO_DATA, message, null));
    }
    long freshUntil = platform.now() + rules.keep(answer.ttl());
    return new NameAnswer.Found(addresses, NameAnswer.Kind.FRESH, freshUntil);
  }

  /** Of too many, those that come last anyway are left out: each is asked for by itself. */
  private NameAnswer served(DnsServices answer) {
    List<DnsService> servers =
        answer.services().stream()
            .distinct()
            .sorted(
                Comparator.comparingInt(DnsService::priority)
                    .thenComparing(DnsService::weight, Comparator.reverseOrder())
                    .thenComparing(DnsService::target)
                    .thenComparingInt(DnsService::port))
            .limit(MOST_SERVERS)
            .toList();
    long freshUntil = platform.now() + rules.keep(answer.ttl());
    return new NameAnswer.Served(servers, NameAnswer.Kind.FRESH, freshUntil);
  }

  private NameAnswer failed(Throwable cause) {
    long now = platform.now();
    NameAnswer.Failed failed = new NameAnswer.Failed(cause, now);
    return failed.isCertain() && cause instanceof DnsException none
        ? new NameAnswer.Failed(cause, now + rules.keepNone(none.ttl()))
        : failed;
  }
}
