package io.conpool.impl.osgi;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Placeholder. */
public final class Activator implements BundleActivator {
  /** Placeholder. */
  public Activator() {}

  @Override
  public void start(BundleContext context) {}

  @Override
  public void stop(BundleContext context) {}
}
