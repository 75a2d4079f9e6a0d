package io.conpool.impl.dns;

import io.conpool.TimeSource;
import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.Provider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the resolvers have said, for one pool. Each answer is kept for its time; of each question
 * one is on its way at most, however many ask; and each has an end, whatever the resolver does: it
 * runs on a thread of its own, which is interrupted and given up when the time is over.
 */
public final class NameCache {

  /** How long the answer of a resolver is kept that does not say (the system's). */
  private static final long UNTOLD = TimeUnit.SECONDS.toNanos(30);

  private final Platform platform;
  private final NameRules rules;

  /** Guards what follows, and what is in it. */
  private final Lock lock;

  private final Map<NameQuestion, KnownName> names = new HashMap<>();

  /** Makes a cache that knows nothing. */
  public NameCache(Platform platform, NameRules rules) {
    this.platform = platform;
    this.rules = rules;
    this.lock = platform.newLock();
  }

  /**
   * Asks.
   *
   * @param timeoutNanos how long a question that begins now may take
   * @param asker is told the answer, once: at once if it is known, else on another thread
   */
  public void ask(NameQuestion question, long timeoutNanos, Consumer<NameAnswer> asker) {
    ask(question, timeoutNanos, false, asker);
  }

  /** Asks although an answer may be known, which others are told meanwhile. */
  public void refresh(NameQuestion question, long timeoutNanos, Consumer<NameAnswer> asker) {
    ask(question, timeoutNanos, true, asker);
  }

  private void ask(
      NameQuestion question, long timeoutNanos, boolean anew, Consumer<NameAnswer> asker) {
    NameAnswer known;
    @Nullable Query begun = null;
    lock.lock();
    try {
      KnownName name = names.computeIfAbsent(question, key -> new KnownName(rules));
      known = anew ? null : name.fresh(platform.now());
      if (known == null && name.query() == null) {
        begun = new Query();
        name.asks(begun, asker);
      } else if (known == null) {
        name.joins(asker);
      }
    } finally {
      lock.unlock();
    }
    if (known != null) {
      asker.accept(known);
    } else if (begun != null) {
      start(question, begun, timeoutNanos);
    }
  }

  private void start(NameQuestion question, Query query, long timeoutNanos) {
    long deadline = platform.now() + timeoutNanos;
    try {
      TimeSource.Timer end = platform.schedule(deadline, () -> abandon(question, query));
      lock.lock();
      try {
        query.end = end;
      } finally {
        lock.unlock();
      }
      platform.start(
          new Platform.Task(
              "conpool-resolve-" + question.host(),
              false,
              Platform.Urgency.AWAITED,
              () -> resolve(question, query, timeoutNanos)));
    } catch (RejectedExecutionException e) {
      settle(question, query, failed(temporary("no thread to resolve on", e)), 0);
    }
  }

  private void resolve(NameQuestion question, Query query, long timeoutNanos) {
    if (!enter(query)) {
      return;
    }
    NameAnswer told;
    long keep = rules.negative();
    try {
      DnsAnswer answer =
          question.resolver().resolve(question.host(), question.family(), timeoutNanos);
      keep = keep(answer.ttl());
      told = new NameAnswer.Found(each(answer.addresses()), false);
    } catch (DnsException e) {
      told = failed(e);
    } catch (UnknownHostException e) {
      told =
          failed(
              new DnsException(DnsException.Kind.NO_SUCH_NAME, String.valueOf(e.getMessage()), e));
    } catch (Throwable e) { // a resolver is foreign code: an Error must reach the askers too
      told = failed(temporary("the resolver failed", e));
    } finally {
      leave(query);
    }
    settle(question, query, told, keep);
  }

  private boolean enter(Query query) {
    lock.lock();
    try {
      if (!query.abandoned) {
        query.resolving = Thread.currentThread();
      }
      return !query.abandoned;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Query query) {
    lock.lock();
    try {
      query.resolving = null;
      if (query.abandoned) {
        Thread.interrupted(); // meant for the resolver, not for what this thread does next
      }
    } finally {
      lock.unlock();
    }
  }

  /** Its time is over: whoever asked is told so, and the next who asks begins another. */
  private void abandon(NameQuestion question, Query query) {
    lock.lock();
    try {
      query.abandoned = true;
      if (query.resolving != null) {
        query.resolving.interrupt();
      }
    } finally {
      lock.unlock();
    }
    settle(question, query, failed(temporary("no answer in time", null)), 0);
  }

  private void settle(NameQuestion question, Query query, NameAnswer told, long keepNanos) {
    NameAnswer answer;
    List<Consumer<NameAnswer>> askers;
    TimeSource.Timer end;
    lock.lock();
    try {
      KnownName name = names.get(question);
      if (name == null || name.query() != query) {
        return; // it was given up, or all that its resolver said was forgotten
      }
      end = query.end;
      answer = name.settle(told, keepNanos, platform.now());
      askers = name.takeAskers();
    } finally {
      lock.unlock();
    }
    if (end != null) {
      end.cancel();
    }
    askers.forEach(asker -> asker.accept(answer));
  }

  private long keep(@Nullable Duration ttl) {
    return rules.keep(ttl == null ? UNTOLD : nanos(ttl));
  }

  private static long nanos(Duration ttl) {
    return ttl.compareTo(Duration.ofDays(365)) > 0 ? TimeUnit.DAYS.toNanos(365) : ttl.toNanos();
  }

  private static List<InetAddress> each(List<InetAddress> addresses) {
    return List.copyOf(new LinkedHashSet<>(addresses));
  }

  private static NameAnswer failed(DnsException cause) {
    return new NameAnswer.Failed(cause);
  }

  private static DnsException temporary(String message, @Nullable Throwable cause) {
    return new DnsException(DnsException.Kind.TEMPORARY, message, cause);
  }

  /** Forgets what nobody could be told any more. */
  public void tidy() {
    long now = platform.now();
    lock.lock();
    try {
      names.values().removeIf(name -> name.isForgettable(now));
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a resolver that has left; whoever waits for it is told by the end of his time. */
  public void forget(Provider resolver) {
    Map<NameQuestion, KnownName> gone = new HashMap<>();
    lock.lock();
    try {
      names
          .entrySet()
          .removeIf(
              entry -> {
                boolean leaves = entry.getKey().resolver() == resolver;
                if (leaves) {
                  gone.put(entry.getKey(), entry.getValue());
                }
                return leaves;
              });
    } finally {
      lock.unlock();
    }
    NameAnswer left = failed(temporary("the resolver has left", null));
    gone.values().forEach(name -> takeAskers(name).forEach(asker -> asker.accept(left)));
  }

  private List<Consumer<NameAnswer>> takeAskers(KnownName name) {
    lock.lock();
    try {
      return name.takeAskers();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What is known of a host, for people to read.
   *
   * @return a line for each family
   */
  public List<String> describe(String host) {
    long now = platform.now();
    lock.lock();
    try {
      return names.entrySet().stream()
          .filter(entry -> entry.getKey().host().equals(host))
          .map(entry -> line(entry.getKey().family(), entry.getValue(), now))
          .sorted()
          .toList();
    } finally {
      lock.unlock();
    }
  }

  private static String line(AddressFamily family, KnownName name, long now) {
    return family + ": " + name.describe(now);
  }
}
