package io.conpool.impl.dial;

import io.conpool.TimeSource;
import io.conpool.impl.address.AddressTiers;
import io.conpool.impl.dns.NameAnswer;
import io.conpool.impl.dns.NameQuestion;
import io.conpool.impl.time.Later;
import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsService;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the addresses of a service's servers. What there is is told once the first server is
 * known, and what comes later as it comes; for a first one whose name takes long the others wait a
 * while.
 */
final class Gathering {

  /** So long the first server is waited for, so that a later one is not tried too early. */
  static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(250);

  private final Platform platform;
  private final Resolving resolving;
  private final NameAnswer.Served served;
  private final List<DnsService> order;
  private final DialObserver observer;
  private final Inquiry.Hearer hearer;
  private final List<NameQuestion> questions;

  /** Guards the three below. */
  private final Lock lock;

  private final Map<NameQuestion, NameAnswer> answers = new HashMap<>();
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
      NameAnswer.Served served,
      List<DnsService> order,
      DialObserver observer,
      Inquiry.Hearer hearer) {
    this.platform = platform;
    this.resolving = resolving;
    this.served = served;
    this.order = order;
    this.observer = observer;
    this.hearer = hearer;
    this.questions =
        order.stream().map(DnsService::target).distinct().flatMap(this::questions).toList();
    this.lock = platform.newLock();
  }

  private Stream<NameQuestion> questions(String target) {
    return resolving.families().stream()
        .map(family -> NameQuestion.addresses(resolving.resolver(), target, family));
  }

  /**
   * Asks for the addresses of each server.
   *
   * @param asking asks one question
   */
  void start(BiConsumer<NameQuestion, Consumer<NameAnswer>> asking) {
    questions.forEach(question -> asking.accept(question, answer -> told(question, answer)));
    if (!isComplete()) {
      waitForAll();
    }
  }

  private boolean isComplete() {
    lock.lock();
    try {
      return answers.size() == questions.size();
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
      needless = answers.size() == questions.size();
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

  private void told(NameQuestion question, NameAnswer answer) {
    Later later = new Later();
    lock.lock();
    try {
      answers.put(question, answer);
      AddressTiers known = tiers();
      if (answers.size() == questions.size()) {
        TimeSource.Timer pending = timer;
        if (pending != null) {
          later.add(pending::cancel);
        }
        later.add(() -> finish(known));
      } else if (impatient ? !known.all().isEmpty() : isFirstKnown()) {
        later.add(() -> hearer.some(known));
      }
    } finally {
      lock.unlock();
    }
    later.run();
  }

  /** Whether it is known where the first server is that has an address at all. Under the lock. */
  private boolean isFirstKnown() {
    for (DnsService server : order) {
      if (!questions(server.target()).allMatch(answers::containsKey)) {
        return false;
      } else if (!addresses(server).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** What is known so far, a tier for each server. Under the lock. */
  private AddressTiers tiers() {
    return new AddressTiers(order.stream().map(this::addresses).toList());
  }

  private List<SocketAddress> addresses(DnsService server) {
    List<SocketAddress> addresses = new ArrayList<>();
    questions(server.target())
        .forEach(
            question -> {
              if (answers.get(question) instanceof NameAnswer.Found found) {
                resolving
                    .ofUse(found.addresses())
                    .forEach(each -> addresses.add(new InetSocketAddress(each, server.port())));
              }
            });
    return addresses;
  }

  /** All have answered: nothing changes any more. */
  private void finish(AddressTiers known) {
    List<SocketAddress> addresses = known.all();
    NameAnswer.Failed doubt = doubt();
    if (doubt != null || isForgotten()) {
      observer.unanswered(AddressFamily.ANY, true);
    } else if (addresses.isEmpty()) {
      observer.unanswered(AddressFamily.ANY, false);
    } else {
      observer.answered(AddressFamily.ANY, addresses, freshUntil());
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
        DnsException.Kind.NO_DATA, "no server of the service has an address" + from, null);
  }
}
