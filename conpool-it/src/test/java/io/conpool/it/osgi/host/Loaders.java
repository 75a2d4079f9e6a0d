package io.conpool.it.osgi.host;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Every class loader that bundles have had since the beginning. */
final class Loaders {

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  /** A class loader that may have gone. */
  private record Seen(String bundle, WeakReference<ClassLoader> loader) {

    boolean is(@Nullable ClassLoader other) {
      return other != null && loader.get() == other;
    }
  }

  /** Whose methods were never called before. */
  private record Fresh(String text) {}

  private final List<Seen> seen = new ArrayList<>();

  /** Notes the class loader that a bundle has now, if it has one. */
  void note(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
    if (loader != null && !contains(loader)) {
      seen.add(new Seen(bundle.getSymbolicName(), new WeakReference<>(loader)));
    }
  }

  boolean contains(@Nullable ClassLoader loader) {
    return seen.stream().anyMatch(each -> each.is(loader));
  }

  int count() {
    return seen.size();
  }

  /** Collects garbage until no loader is left, or for so long that those left are held for good. */
  List<String> held() {
    makeTheJdkForget();
    long start = System.nanoTime();
    while (true) {
      System.gc();
      List<String> held =
          seen.stream().filter(each -> each.loader.get() != null).map(Seen::bundle).toList();
      if (held.isEmpty() || System.nanoTime() - start > PATIENCE) {
        return held;
      }
      LockSupport.parkNanos(PAUSE);
    }
  }

  /**
   * JDK 17 holds the types of whatever record's {@code equals}, {@code hashCode} and {@code
   * toString} were linked last, whoever it belongs to (JDK-8078641, of which later ones are free).
   */
  private static void makeTheJdkForget() {
    Fresh fresh = new Fresh("x");
    if (!fresh.equals(new Fresh("x")) || fresh.hashCode() == 0 || fresh.toString().isEmpty()) {
      throw new AssertionError(fresh);
    }
  }

  /** The threads that have one of the loaders as their context class loader. */
  List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> contains(thread.getContextClassLoader()))
        .map(Thread::getName)
        .sorted()
        .toList();
  }
}
