package io.conpool.impl.dns;

import io.conpool.impl.time.Platform;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** A call of a resolver, which is foreign code: whatever comes of it is an answer. */
record ResolverCall(Platform platform, NameRules rules, NameQuestion question) {

  /**
   * Asks the resolver. Blocks as long as it pleases the resolver, which may be interrupted.
   *
   * @param deadline by when the resolver is asked to be back
   */
  NameAnswer answer(long deadline) {
    try {
      long left = Math.max(1, deadline - platform.now());
      return found(question.resolver().resolve(question.host(), question.family(), left));
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

  private NameAnswer failed(Throwable cause) {
    long now = platform.now();
    NameAnswer.Failed failed = new NameAnswer.Failed(cause, now);
    return failed.isCertain() ? new NameAnswer.Failed(cause, now + rules.negative()) : failed;
  }
}
