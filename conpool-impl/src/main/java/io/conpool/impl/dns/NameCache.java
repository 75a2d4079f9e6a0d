package io.conpool.impl.dns;

import io.conpool.TimeSource;
import io.conpool.impl.time.Later;
import io.conpool.impl.time.Platform;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.Provider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

// Long because asking, learning and forgetting share one lock and two maps, and each rule stands
// beside
// the step that it rules. What is known of one name is KnownName's, a question on its way Query's.

/**
 * What the resolvers have said, for one pool. Each answer is kept for its time; of each question
 * one is on its way at most, however many ask; and each has an end, whatever the resolver does: it
 * runs on a thread of its own, which is interrupted and given up when the time is over.
 *
 * <p>A query lasts as long as whoever began it would wait, and at least for the {@linkplain
 * NameRules#patience() patience} of the rules, so that nobody's short deadline ends it for others.
 * Who joins does not prolong it: a resolver that never comes back must not be kept waiting for by
 * newcomers. Instead, whoever would wait longer than it lasted asks again by himself.
 *
 * <p>An asker is told exactly once, unless the platform is shut down: at once and on his own thread
 * if the answer is known, or no thread can be had; else on another, which may be the one of the
 * timers. He is called without locks, must not block, and leaves by not listening.
 */
public final class NameCache {

  /**
   * So long a stale answer is told at once after a failure (RFC 8767, section 5, the failure
   * recheck timer; shorter, since this asks one resolver that is near, not the servers of the
   * name).
   */
  private static final long REST = TimeUnit.SECONDS.toNanos(5);

  /** So many names are not worth tidying. */
  static final int FEW = 64;

  private final Platform platform;
  private final NameRules rules;
  private final Predicate<DnsResolverProvider> isPresent;

  /** Guards what follows, and what is in it. */
  private final Lock lock;

  private final Map<NameQuestion, KnownName> known = new HashMap<>();

  /** With so many names it is tidied next. */
  private int tidyAt = FEW;

  /** None of them is over. One that is not here any more serves those who wait for it. */
  private final Map<NameQuestion, Query> underWay = new HashMap<>();

  /**
   * Makes a cache that knows nothing.
   *
   * @param isPresent whether a resolver is still there, so that nothing of one that has left is
   *     kept; called under a lock, and false before {@link #forget(Provider)} is called
   */
  public NameCache(Platform platform, NameRules rules, Predicate<DnsResolverProvider> isPresent) {
    this.platform = platform;
    this.rules = rules;
    this.isPresent = isPresent;
    this.lock = platform.newLock();
  }

  /**
   * Asks: what is known is told at once.
   *
   * @param timeoutNanos how long the asker would wait, more than 0; he may be told later
   * @param asker is told {@link NameAnswer.Found} or {@link NameAnswer.Failed}, stale addresses
   *     only while the resolver fails and the rules allow it
   */
  public void ask(NameQuestion question, long timeoutNanos, Consumer<NameAnswer> asker) {
    ask(question, new Asker(asker, Asker.Wish.ANYTHING, platform.now() + timeoutNanos));
  }

  /**
   * Asks the resolver, unless its answer is known and its time is not over. A failure is told as
   * such, never as a stale answer, and does not harm what is known, which others are told
   * meanwhile.
   *
   * @param timeoutNanos how long the asker would wait, more than 0; he may be told later
   * @param asker is told
   */
  public void refresh(NameQuestion question, long timeoutNanos, Consumer<NameAnswer> asker) {
    ask(question, new Asker(asker, Asker.Wish.NEWS, platform.now() + timeoutNanos));
  }

  private void ask(NameQuestion question, Asker asker) {
    NameAnswer told = null;
    Query begun = null;
    lock.lock();
    try {
      long now = platform.now();
      told = atOnce(question, asker, now);
      if (told == null) {
        begun = join(question, asker, now);
      }
    } finally {
      lock.unlock();
    }
    if (told != null) {
      asker.told().accept(told);
    } else if (begun != null) {
      start(begun);
    }
  }

  private @Nullable NameAnswer atOnce(NameQuestion question, Asker asker, long now) {
    KnownName name = known.get(question);
    if (name == null) {
      return null;
    } else if (asker.wants(Asker.Wish.NEWS)) {
      return name.fresh(now);
    }
    Query running = underWay.get(question);
    boolean slow = running != null && running.isSlow(now);
    return slow ? name.best(now, rules) : name.atOnce(now, rules);
  }

  /** Returns the query if it is to be started. */
  private @Nullable Query join(NameQuestion question, Asker asker, long now) {
    Query running = underWay.get(question);
    if (running != null) {
      running.join(asker);
      return null;
    }
    long end = now + Math.max(rules.patience(), asker.until() - now);
    Query begun = new Query(question, now, end);
    begun.join(asker);
    underWay.put(question, begun);
    return begun;
  }

  /** Others may have joined by now: whatever goes wrong here is for all of them to know. */
  private void start(Query query) {
    try {
      if (rules.stale() > 0) {
        schedule(query, query.slowFrom(), () -> slow(query));
      }
      schedule(query, query.end(), () -> expire(query));
      platform.start(
          new Platform.Task(
              "conpool-resolve-" + query.question().host(),
              false,
              Platform.Urgency.AWAITED,
              () -> resolve(query)));
    } catch (RuntimeException | Error e) { // no thread to be had, or a foreign thread factory
      settle(query, temporary("no thread to resolve on", e));
    }
  }

  private void schedule(Query query, long time, Runnable task) {
    TimeSource.Timer timer = platform.schedule(time, task);
    boolean needless;
    lock.lock();
    try {
      needless = query.isOver();
      query.add(timer);
    } finally {
      lock.unlock();
    }
    if (needless) {
      timer.cancel();
    }
  }

  private void resolve(Query query) {
    if (!enter(query)) {
      return;
    }
    NameAnswer answer;
    try {
      answer = new ResolverCall(platform, rules, query.question()).answer(query.end());
    } finally {
      leave(query);
    }
    settle(query, answer);
  }

  private boolean enter(Query query) {
    lock.lock();
    try {
      return query.enter();
    } finally {
      lock.unlock();
    }
  }

  private void leave(Query query) {
    lock.lock();
    try {
      query.leave();
    } finally {
      lock.unlock();
    }
  }

  /** If there is an old answer, it will do meanwhile. */
  private void slow(Query query) {
    Later later = new Later();
    lock.lock();
    try {
      KnownName name = known.get(query.question());
      if (name == null || underWay.get(query.question()) != query) {
        return;
      }
      NameAnswer best = name.best(platform.now(), rules);
      if (best != null) {
        for (Asker asker : query.takeContent()) {
          later.add(() -> asker.told().accept(best));
        }
      }
    } finally {
      lock.unlock();
    }
    later.run();
  }

  /** Its time is over: whoever asked is told so, or asks again if his is not. */
  private void expire(Query query) {
    long now = platform.now();
    end(query, temporary("no answer in time", null), asker -> asker.isPatient(now));
  }

  private void settle(Query query, NameAnswer answer) {
    end(query, answer, asker -> false);
  }

  /** Ends a query, unless it has ended before. */
  private void end(Query query, NameAnswer answer, Predicate<Asker> asksAgain) {
    Later later = new Later();
    List<TimeSource.Timer> timers = List.of();
    lock.lock();
    try {
      if (!query.isOver()) {
        timers = query.timers();
        boolean remembered = underWay.remove(query.question(), query);
        NameAnswer best = remembered ? learn(query.question(), answer) : answer.forgotten();
        for (Asker asker : query.finish()) {
          if (remembered && asksAgain.test(asker)) {
            later.add(() -> ask(query.question(), asker));
          } else {
            NameAnswer told = remembered && asker.wants(Asker.Wish.NEWS) ? answer : best;
            later.add(() -> asker.told().accept(told));
          }
        }
      }
    } finally {
      lock.unlock();
    }
    timers.forEach(TimeSource.Timer::cancel);
    later.run();
  }

  /** Keeps what is certain. Returns what is told to those who are content with anything. */
  private NameAnswer learn(NameQuestion question, NameAnswer answer) {
    long now = platform.now();
    if (!isPresent.test(question.resolver())) {
      known.remove(question);
      return answer;
    } else if (answer instanceof NameAnswer.Failed failed && !failed.isCertain()) {
      NameAnswer best = learnFailure(question, failed, now);
      return best == null ? answer : best;
    }
    NameAnswer kept = answer.keptWith(siblings(question));
    known.put(question, KnownName.of(kept, now));
    NameQuestion sibling = question.sibling();
    if (sibling != null) {
      known.computeIfPresent(
          sibling, (key, name) -> name.isOver(now, rules) ? name : name.keptWith(kept));
    }
    tidy(now);
    return kept;
  }

  /** What is known of the other family. */
  private @Nullable NameAnswer siblings(NameQuestion question) {
    NameQuestion sibling = question.sibling();
    KnownName name = sibling == null ? null : known.get(sibling);
    return name == null ? null : name.answer();
  }

  private @Nullable NameAnswer learnFailure(
      NameQuestion question, NameAnswer.Failed failed, long now) {
    KnownName name = known.get(question);
    if (name == null) {
      return null;
    }
    known.put(question, name.failing(failed.words(), now + REST));
    return name.best(now, rules);
  }

  private NameAnswer temporary(String message, @Nullable Throwable cause) {
    return NameAnswer.Failed.temporary(message, cause, platform.now());
  }

  /** Forgets, now and then, what can be told to nobody any more. */
  private void tidy(long now) {
    if (known.size() >= tidyAt) {
      known.values().removeIf(name -> name.isOver(now, rules));
      tidyAt = Math.max(FEW, 2 * known.size());
    }
  }

  /** Forgets a resolver that has left. Whoever waits for it may still be served. */
  public void forget(Provider resolver) {
    lock.lock();
    try {
      known.keySet().removeIf(question -> question.resolver() == resolver);
      underWay.keySet().removeIf(question -> question.resolver() == resolver);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forgets a host, or a service with its servers: what is told from now on is the answer to a
   * query that began later. One that is under way ends, so that threads which hang in a resolver do
   * not become more each time; whoever waits for it asks again.
   */
  public void forget(String host) {
    Later later = new Later();
    lock.lock();
    try {
      Set<String> hosts = withServers(host);
      known.keySet().removeIf(question -> hosts.contains(question.host()));
      List<Query> ended =
          underWay.values().stream()
              .filter(each -> hosts.contains(each.question().host()))
              .toList();
      for (Query query : ended) {
        underWay.remove(query.question());
        query.timers().forEach(timer -> later.add(timer::cancel));
        query.finish().forEach(asker -> later.add(() -> ask(query.question(), asker)));
      }
    } finally {
      lock.unlock();
    }
    later.run();
  }

  /** A host, and the targets of a service. */
  private Set<String> withServers(String host) {
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(host);
    known.forEach(
        (question, name) -> {
          if (question.host().equals(host) && name.answer() instanceof NameAnswer.Served served) {
            served.servers().forEach(server -> hosts.add(server.target()));
          }
        });
    return hosts;
  }

  /**
   * What is known of a host, or of a service and its servers, for people to read.
   *
   * @return a line for each question
   */
  public List<String> describe(String host) {
    Set<String> hosts;
    lock.lock();
    try {
      hosts = withServers(host);
    } finally {
      lock.unlock();
    }
    List<String> lines = new ArrayList<>();
    for (String each : hosts) {
      String prefix = each.equals(host) ? "" : each + " ";
      describeAlone(each).forEach(line -> lines.add(prefix + line));
    }
    return lines;
  }

  private List<String> describeAlone(String host) {
    long now = platform.now();
    Map<NameQuestion, KnownName> names = new HashMap<>();
    Set<NameQuestion> asked = new HashSet<>();
    lock.lock();
    try {
      known.forEach(
          (question, name) -> {
            if (question.host().equals(host)) {
              names.put(question, name);
            }
          });
      underWay.keySet().stream().filter(each -> each.host().equals(host)).forEach(asked::add);
    } finally {
      lock.unlock();
    }
    List<String> lines = new ArrayList<>();
    names.forEach(
        (question, name) -> {
          String asking = asked.remove(question) ? "; being asked" : "";
          lines.add(question.subject() + ": " + name.describe(now, rules) + asking);
        });
    asked.forEach(question -> lines.add(question.subject() + ": not known; being asked"));
    lines.sort(Comparator.naturalOrder());
    return lines;
  }
}
