package io.conpool.impl.provider;

import io.conpool.spi.Provider;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The providers that other OSGi bundles offer at the moment.
 *
 * <p>There is one set for the whole process: a service-loader mediator makes factories that the
 * activator never sees, and their pools must know of the same bundles.
 */
public final class BundleProviders {

  /** The set that the activator fills; empty outside OSGi. */
  public static final BundleProviders OF_PROCESS = new BundleProviders();

  private final AtomicReference<List<Provider>> present = new AtomicReference<>(List.of());
  private final Lock lock = new ReentrantLock();

  /** Weak: a pool that is forgotten unclosed is not kept for it. Guarded by the lock. */
  private final Set<Consumer<Provider>> watchers = Collections.newSetFromMap(new WeakHashMap<>());

  BundleProviders() {}

  /** Adds a provider whose bundle offers it from now on. */
  public void add(Provider provider) {
    present.updateAndGet(before -> Stream.concat(before.stream(), Stream.of(provider)).toList());
  }

  /** Takes a provider out whose bundle withdraws it, and tells every watcher on this thread. */
  public void remove(Provider provider) {
    present.updateAndGet(before -> before.stream().filter(each -> each != provider).toList());
    for (Consumer<Provider> watcher : watchers()) {
      watcher.accept(provider);
    }
  }

  private List<Consumer<Provider>> watchers() {
    lock.lock();
    try {
      return List.copyOf(watchers);
    } finally {
      lock.unlock();
    }
  }

  /** The providers in the order they came; another list after every change. */
  List<Provider> present() {
    return Objects.requireNonNull(present.get()); // never null: it begins as an empty list
  }

  /** Tells a watcher of every provider that leaves, for as long as somebody else holds it. */
  void watch(Consumer<Provider> watcher) {
    lock.lock();
    try {
      watchers.add(watcher);
    } finally {
      lock.unlock();
    }
  }

  void unwatch(Consumer<Provider> watcher) {
    lock.lock();
    try {
      watchers.remove(watcher);
    } finally {
      lock.unlock();
    }
  }
}
