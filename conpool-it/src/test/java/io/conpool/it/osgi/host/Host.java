package io.conpool.it.osgi.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;

/** The framework of this JVM, with the bundles of one run. */
final class Host {

  private static final long PATIENCE_SECONDS = 60;

  /** How the symbolic names of the bundles begin that must be collected. */
  private static final List<String> OURS = List.of("io.conpool", "consumer.");

  private final Framework framework;
  private final List<String> locations = new ArrayList<>();
  private final Loaders loaders = new Loaders();

  private Host(Framework framework) {
    this.framework = framework;
  }

  /**
   * Starts the framework that is on the class path, and bundles.
   *
   * @param storage where the framework keeps them
   * @param jars the bundles, in the order in which to start them; all are installed before
   */
  static Host start(Path storage, List<Path> jars) throws BundleException {
    Map<String, String> configuration = new HashMap<>();
    configuration.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    configuration.put(
        Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(configuration);
    framework.start();
    Host host = new Host(framework);
    for (Path jar : jars) {
      host.locations.add(jar.toUri().toString());
    }
    host.startAll();
    return host;
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  Loaders loaders() {
    return loaders;
  }

  /** Installs and starts what is not there or not started. */
  void startAll() throws BundleException {
    List<Bundle> bundles = new ArrayList<>();
    for (String location : locations) {
      bundles.add(context().installBundle(location)); // the same one again if it is installed
    }
    for (Bundle bundle : bundles) {
      bundle.start();
    }
    noteLoaders();
  }

  /** Installs and starts one bundle more. */
  void add(Path jar) throws BundleException {
    locations.add(jar.toUri().toString());
    startAll();
  }

  /** The bundle of a symbolic name. */
  Bundle bundle(String name) {
    return Arrays.stream(context().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no bundle " + name));
  }

  /** The bundles of this project and of its tests. */
  List<Bundle> ours() {
    return Arrays.stream(context().getBundles())
        .filter(bundle -> OURS.stream().anyMatch(bundle.getSymbolicName()::startsWith))
        .toList();
  }

  /** Those that are not active, with their state. */
  List<String> inactive() {
    return Arrays.stream(context().getBundles())
        .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
        .map(bundle -> bundle.getSymbolicName() + " in state " + bundle.getState())
        .toList();
  }

  /** How many services of a type there are, whoever can see its class. */
  int count(String type) {
    return references(type, null).size();
  }

  /** The services of a type, whoever can see its class. */
  List<ServiceReference<?>> references(String type, @Nullable String filter) {
    try {
      ServiceReference<?>[] found = context().getAllServiceReferences(type, filter);
      return found == null ? List.of() : List.of(found);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Updates a bundle from its jar and everybody who is wired to it. */
  void update(String name) throws BundleException, InterruptedException {
    bundle(name).update();
    refresh();
  }

  /** Uninstalls a bundle, makes everybody who is wired to it feel it, and installs it again. */
  void reinstall(String name) throws BundleException, InterruptedException {
    bundle(name).uninstall();
    refresh();
    startAll();
  }

  /** Lets go of what was updated or uninstalled, and starts whoever used it anew. */
  void refresh() throws InterruptedException {
    CountDownLatch refreshed = new CountDownLatch(1);
    framework
        .adapt(FrameworkWiring.class)
        .refreshBundles(
            null,
            event -> {
              if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                refreshed.countDown();
              }
            });
    if (!refreshed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the framework does not end refreshing");
    }
    noteLoaders();
  }

  private void noteLoaders() {
    ours().forEach(loaders::note);
  }

  /** Ends the framework, and waits for it. */
  void end() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
  }
}
