package io.conpool.impl.dial;

import io.conpool.TimeSource;
import io.conpool.impl.address.AddressTiers;
import io.conpool.impl.dns.NameAnswer;
import io.conpool.impl.time.Later;
import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsService;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the addresses of a service's servers, of one family. Names that take long do not hold up
 * the others for ever: after a while what there is is told, and what comes later as it comes.
 */
final class Gathering {

  /** So long all are waited for, so that a server of a lower priority is not tried too early. */
  static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(250);

  private final Platform platform;
  private final Resolving resolving;
  private final AddressFamily family;
  private final NameAnswer.Served served;
  private final List<DnsService> order;
  private final DialObserver observer;
  private final Inquiry.Hearer hearer;
  private final Set<String> targets;

  /** Guards the three below. */
  private final Lock lock;

  private final Map<String, NameAnswer> answers = new HashMap<>();
  private boolean impatient;
  private TimeSource.@Nullable Timer timer;

  /**
   * Makes one that has not begun.
   *
   * @param served who they are
   * @param order the same in the order in which they are tried
   */
  Gathering(
      Platform platform,
      Resolving resolving,
      AddressFamily family,
      NameAnswer.Served served,
      List<DnsService> order,
      DialObserver observer,
      Inquiry.Hearer hearer) {
    this.platform = platform;
    this.resolving = resolving;
    this.family = family;
    this.served = served;
    this.order = order;
    this.observer = observer;
    this.hearer = hearer;
    this.targets = order.stream().map(DnsService::target).collect(Collectors.toSet());
    this.lock = platform.newLock();
  }

  /**
   * Asks for the addresses of each server.
   *
   * @param question asks for those of one name
   */
  void start(BiConsumer<String, Consumer<NameAnswer>> question) {
    targets.forEach(target -> question.accept(target, answer -> told(target, answer)));
    if (!isComplete()) {
      waitForAll();
    }
  }

  private boolean isComplete() {
    lock.lock();
    try {
      return answers.size() == targets.size();
    } finally {
      lock.unlock();
    }
  }

  private void waitForAll() {
    TimeSource.Timer made;
    try {
      made = platform.schedule(platform.now() + PATIENCE, this::tellSome);
    } catch (RejectedExecutionException e) { // no thread to be had, or the pool is closed
      tellSome();
      return;
    }
    boolean needless;
    lock.lock();
    try {
      timer = made;
      needless = answers.size() == targets.size();
    } finally {
      lock.unlock();
    }
    if (needless) {
      made.cancel();
    }
  }

  private void tellSome() {
    AddressTiers known;
    lock.lock();
    try {
      impatient = true;
      known = tiers();
    } finally {
      lock.unlock();
    }
    if (!known.all().isEmpty()) {
      hearer.some(known);
    }
  }

  private void told(String target, NameAnswer answer) {
    Later later = new Later();
    lock.lock();
    try {
      answers.put(target, answer);
      AddressTiers known = tiers();
      if (answers.size() == targets.size()) {
        TimeSource.Timer pending = timer;
        if (pending != null) {
          later.add(pending::cancel);
        }
        later.add(() -> finish(known));
      } else if (impatient && !known.all().isEmpty()) {
        later.add(() -> hearer.some(known));
      }
    } finally {
      lock.unlock();
    }
    later.run();
  }

  /** What is known so far, a tier for each server. Under the lock. */
  private AddressTiers tiers() {
    return new AddressTiers(order.stream().map(this::addresses).toList());
  }

  private List<SocketAddress> addresses(DnsService server) {
    return answers.get(server.target()) instanceof NameAnswer.Found found
        ? resolving.ofUse(found.addresses()).stream()
            .<SocketAddress>map(address -> new InetSocketAddress(address, server.port()))
            .toList()
        : List.of();
  }

  /** All have answered: nothing changes any more. */
  private void finish(AddressTiers known) {
    List<SocketAddress> addresses = known.all();
    NameAnswer.Failed doubt = doubt();
    if (doubt != null || isForgotten()) {
      observer.unanswered(family, true);
    } else if (addresses.isEmpty()) {
      observer.unanswered(family, false);
    } else {
      observer.answered(family, addresses, freshUntil());
    }
    if (!addresses.isEmpty()) {
      hearer.all(known);
    } else {
      hearer.none(doubt == null ? nowhere() : doubt.cause());
    }
  }

  /** Of whom it is not known whether there are addresses; null if it is of all. */
  private NameAnswer.@Nullable Failed doubt() {
    for (NameAnswer answer : answers.values()) {
      if (answer instanceof NameAnswer.Failed failed && !failed.isCertain()) {
        return failed;
      }
    }
    return null;
  }

  private boolean isForgotten() {
    return served.kind() == NameAnswer.Kind.FORGOTTEN
        || answers.values().stream()
            .anyMatch(
                answer ->
                    answer instanceof NameAnswer.Found found
                        && found.kind() == NameAnswer.Kind.FORGOTTEN);
  }

  /** When the first of the answers is over, those about servers without addresses not counted. */
  private long freshUntil() {
    long first = served.freshUntil();
    for (NameAnswer answer : answers.values()) {
      if (answer instanceof NameAnswer.Found found && found.freshUntil() - first < 0) {
        first = found.freshUntil();
      }
    }
    return first;
  }

  private DnsException nowhere() {
    String from =
        resolving.source() == null ? "" : " that can be reached from " + resolving.source();
    return new DnsException(
        DnsException.Kind.NO_DATA,
        "no server of the service has an address of the family " + family + from,
        null);
  }
}
