package io.conpool.impl.osgi;

import java.io.IOException;
import java.io.InputStream;

/** Loads the implementation once more, in a world that has no Configuration Admin. */
final class WithoutConfigurationAdmin extends ClassLoader {

  WithoutConfigurationAdmin() {
    super(WithoutConfigurationAdmin.class.getClassLoader());
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("org.osgi.service.cm.")) {
      throw new ClassNotFoundException(name);
    }
    if (!name.startsWith("io.conpool.impl.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    try (InputStream in = getParent().getResourceAsStream(file)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
