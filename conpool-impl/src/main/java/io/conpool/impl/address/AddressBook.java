package io.conpool.impl.address;

import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one endpoint knows of its addresses: which there are, how many connections each has, and
 * which are set aside because they fail.
 */
public final class AddressBook {

  private final Platform platform;
  private final boolean spread;
  private final Watcher watcher;
  private final KnownRanks ranks;

  /** Guards what follows, and what is in it. */
  private final Lock lock;

  private final Map<SocketAddress, AddressRecord> records = new LinkedHashMap<>();
  private final Answers answers = new Answers();

  /** Is told, off every lock, what becomes of addresses. */
  public interface Watcher {

    /** An address has failed too often, and is tried after all others for so long. */
    void setAside(SocketAddress address, Duration pause);

    /** An address that was set aside has connected. */
    default void restored(SocketAddress address) {}
  }

  /**
   * Makes an empty book.
   *
   * @param spread whether connections are spread over equal addresses; else the resolver's order
   *     counts
   */
  public AddressBook(Platform platform, boolean spread, Watcher watcher) {
    this.platform = platform;
    this.spread = spread;
    this.watcher = watcher;
    this.ranks = new KnownRanks(platform);
    this.lock = platform.newLock();
  }

  /** The order in which one race tries the addresses. */
  public BookedOrder order(SourceProbe sources) {
    BestAddressFirst best =
        new BestAddressFirst(
            address -> ranks.rank(address, sources), BestAddressFirst.FIRST_FAMILY_COUNT);
    return new BookedOrder(this, best);
  }

  /** Begins a use. */
  public AddressUse use(SocketAddress address) {
    lock.lock();
    try {
      return begin(address);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sorts addresses and begins the use of the first at once, so that races which begin together do
   * not all choose the same.
   *
   * @param given up for it, or null
   * @param sort returns the addresses in order; called under the lock
   */
  Chosen choose(
      @Nullable AddressUse given,
      Function<Function<SocketAddress, Standing>, List<SocketAddress>> sort) {
    lock.lock();
    try {
      if (given != null) {
        endUnder(given);
      }
      long now = platform.now();
      List<SocketAddress> order = sort.apply(address -> standing(address, now));
      return new Chosen(order, order.isEmpty() ? null : begin(order.get(0)));
    } finally {
      lock.unlock();
    }
  }

  /** Addresses in order, and the use of the first that has begun. */
  record Chosen(List<SocketAddress> order, @Nullable AddressUse first) {}

  private Standing standing(SocketAddress address, long now) {
    AddressRecord known = records.get(address);
    if (known == null) {
      return Standing.UNKNOWN;
    }
    Standing standing = known.standing(now);
    return spread ? standing : new Standing(standing.aside(), 0);
  }

  private AddressUse begin(SocketAddress address) {
    AddressUse use = new AddressUse(this, address);
    records.computeIfAbsent(address, key -> new AddressRecord()).begin(use, platform.now());
    return use;
  }

  void succeeded(AddressUse use) {
    boolean restored = false;
    lock.lock();
    try {
      if (!use.isOver()) {
        AddressRecord known = record(use);
        restored = known.isSetAside();
        known.forgive();
      }
    } finally {
      lock.unlock();
    }
    if (restored) {
      watcher.restored(use.address());
    }
  }

  void failed(AddressUse use) {
    Long pause = null;
    lock.lock();
    try {
      if (!use.isOver()) {
        pause = record(use).failed(use, isSpared(), platform.now());
      }
    } finally {
      lock.unlock();
    }
    if (pause != null) {
      watcher.setAside(use.address(), Duration.ofNanos(pause));
    }
  }

  private AddressRecord record(AddressUse use) {
    return records.computeIfAbsent(use.address(), key -> new AddressRecord());
  }

  /** At most half of the addresses are set aside, and so never the last one. */
  private boolean isSpared() {
    long aside =
        records.entrySet().stream()
            .filter(each -> each.getValue().isSetAside() && !answers.omit(each.getKey()))
            .count();
    return aside + 1 > answers.count() / 2;
  }

  void end(AddressUse use) {
    lock.lock();
    try {
      endUnder(use);
    } finally {
      lock.unlock();
    }
  }

  private void endUnder(AddressUse use) {
    AddressRecord known = records.get(use.address());
    if (use.tryEnd() && known != null) {
      known.end(use);
      if (answers.omit(use.address())) {
        forgetIfUnused(use.address());
      }
    }
  }

  /**
   * The resolver has said which addresses there are.
   *
   * <p>That it has no answer is told to nobody: connections outlive a resolver that fails.
   */
  public Change answered(AddressFamily family, List<SocketAddress> addresses) {
    lock.lock();
    try {
      return put(family, addresses);
    } finally {
      lock.unlock();
    }
  }

  private Change put(AddressFamily family, List<SocketAddress> addresses) {
    boolean isNews = answers.put(family, addresses);
    ranks.forget(answers::omit);
    Set<SocketAddress> gone = new HashSet<>(records.keySet());
    gone.removeIf(address -> !answers.omit(address));
    gone.forEach(this::forgetIfUnused);
    gone.retainAll(records.keySet());
    return new Change(isNews, gone, answers.all());
  }

  /**
   * The resolver has no answer. If it is certain that there is none for one family, while there is
   * one for the other, then the addresses of that family have left; else nothing has changed.
   */
  public Change unanswered(AddressFamily family, boolean temporary) {
    lock.lock();
    try {
      if (temporary) {
        return Change.NONE;
      } else if (answers.hasOther(family)) {
        return put(family, List.of());
      }
      answers.doubt(family);
      return Change.NONE;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the resolver has named addresses of another family. */
  public boolean hasOther(AddressFamily family) {
    lock.lock();
    try {
      return answers.hasOther(family);
    } finally {
      lock.unlock();
    }
  }

  /**
   * What an answer has changed.
   *
   * @param isNews whether the answer to the same question had been another
   * @param left the addresses in use that are not named any more
   * @param now all that are named now
   */
  public record Change(boolean isNews, Set<SocketAddress> left, List<SocketAddress> now) {

    static final Change NONE = new Change(false, Set.of(), List.of());
  }

  private void forgetIfUnused(SocketAddress address) {
    records.computeIfPresent(address, (key, known) -> known.isForgettable() ? null : known);
  }

  /** Whether the resolver has not left an address out since. */
  public boolean isCurrent(SocketAddress address) {
    lock.lock();
    try {
      return !answers.omit(address);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what the resolver has said and who was set aside. */
  public void clear() {
    lock.lock();
    try {
      answers.clear();
      ranks.forget(any -> true);
      records.values().forEach(AddressRecord::forgive);
      records.values().removeIf(AddressRecord::isForgettable);
    } finally {
      lock.unlock();
    }
  }

  /** What is known, for people to see. */
  public List<AddressView> view() {
    long now = platform.now();
    List<AddressView> views = new ArrayList<>();
    lock.lock();
    try {
      records.forEach((address, known) -> views.add(view(address, known, now)));
    } finally {
      lock.unlock();
    }
    return views;
  }

  private AddressView view(SocketAddress address, AddressRecord known, long now) {
    Long until = known.asideUntil();
    return new AddressView(
        address,
        known.uses(),
        known.failures(),
        until == null ? null : Duration.ofNanos(Math.max(0, until - now)),
        answers.omit(address));
  }
}
