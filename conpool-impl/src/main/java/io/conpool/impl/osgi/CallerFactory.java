package io.conpool.impl.osgi;

import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.PoolConfig;
import io.conpool.impl.PoolGroup;
import java.lang.StackWalker.Option;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Makes the pools of factories that a service-loader mediator has made, for it does not say for
 * whom: each belongs to the bundle that calls, and is closed when that stops.
 *
 * <p>That is the first started one on the stack, conpool's own apart. A pool that no started bundle
 * calls for ends with conpool's.
 */
final class CallerFactory implements ConnectionPoolFactory, SynchronousBundleListener {

  private static final StackWalker STACK = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);

  private final ConnectionPoolFactory maker;
  private final Duration drain;
  private final Function<Class<?>, @Nullable Bundle> bundleOf;
  private final Bundle own;
  private final Map<Bundle, PoolGroup> groups = new ConcurrentHashMap<>();

  /**
   * Makes no pool yet.
   *
   * @param maker makes the pools
   * @param drain how long the leases of a stopped bundle's pools may go on
   * @param bundleOf the bundle of a class, or null
   * @param own conpool's bundle, which never is the caller
   */
  CallerFactory(
      ConnectionPoolFactory maker,
      Duration drain,
      Function<Class<?>, @Nullable Bundle> bundleOf,
      Bundle own) {
    this.maker = maker;
    this.drain = drain;
    this.bundleOf = bundleOf;
    this.own = own;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the caller's bundle has stopped meanwhile
   */
  @Override
  public ConnectionPool create(PoolConfig config) {
    Optional<Bundle> caller = caller();
    return caller.isPresent() ? create(config, caller.get()) : maker.create(config);
  }

  private ConnectionPool create(PoolConfig config, Bundle caller) {
    PoolGroup group = groups.computeIfAbsent(caller, this::newGroup);
    ConnectionPool pool = group.create(config);
    if (!isStarted(caller)) { // and its event may have come before there was a group
      groups.remove(caller, group);
      group.close(drain);
      throw new IllegalStateException(hasStopped(caller));
    }
    return pool;
  }

  private PoolGroup newGroup(Bundle caller) {
    return new PoolGroup(hasStopped(caller), maker);
  }

  private static String hasStopped(Bundle caller) {
    return "the bundle " + caller.getSymbolicName() + " is stopped";
  }

  private Optional<Bundle> caller() {
    return STACK.walk(
        frames ->
            frames
                .flatMap(frame -> Stream.ofNullable(bundleOf.apply(frame.getDeclaringClass())))
                .filter(bundle -> !bundle.equals(own) && isStarted(bundle))
                .findFirst());
  }

  private static boolean isStarted(Bundle bundle) {
    return (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING)) != 0;
  }

  /** Closes the pools of a bundle once it has stopped, as a factory service would be given back. */
  @Override
  public void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.STOPPED) {
      PoolGroup group = groups.remove(event.getBundle());
      if (group != null) {
        group.close(drain);
      }
    }
  }
}
