package io.conpool.it.osgi;

import io.conpool.it.BuiltJars;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** Bundles that use conpool, made of the classes of {@code consumer}. */
final class ConsumerJar {

  private static final String CONSUMER = "io/conpool/it/osgi/consumer";
  private static final String TOKENS = "io/conpool/it/support/Tokens.class";

  private static final String PROCESSOR =
      "osgi.extender;filter:=\"(osgi.extender=osgi.serviceloader.processor)\"";
  private static final String FACTORY =
      "osgi.serviceloader;filter:=\"(osgi.serviceloader=io.conpool.ConnectionPoolFactory)\"";
  private static final String OPTIONAL = ";resolution:=optional";

  private ConsumerJar() {}

  /** Makes the bundle that uses conpool's services. */
  static Path byService(Path folder) throws IOException {
    return make(folder, "consumer.service", "ServiceConsumer", "");
  }

  /** Makes the bundle that uses the service loader; without a mediator it has to do without. */
  static Path byLoader(Path folder, Mediator mediator) throws IOException {
    String resolution = mediator == Mediator.NONE ? OPTIONAL : "";
    String required = PROCESSOR + resolution + "," + FACTORY + resolution;
    return make(folder, "consumer.loader", "LoaderConsumer", required);
  }

  private static Path make(Path folder, String name, String activator, String required)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", name);
    headers.putValue("Bundle-Version", "1.0.0");
    headers.putValue("Bundle-Activator", CONSUMER.replace('/', '.') + "." + activator);
    headers.putValue(
        "Import-Package",
        "io.conpool;version=\"[1.0,2)\",org.osgi.framework;version=\"[1.8,2)\","
            + "org.osgi.util.tracker;version=\"[1.5,2)\"");
    if (!required.isEmpty()) {
      headers.putValue("Require-Capability", required);
    }
    Path jar = folder.resolve(name + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest)) {
      for (String file : classes()) {
        entries.putNextEntry(new JarEntry(file));
        Files.copy(BuiltJars.testClasses().resolve(file), entries);
        entries.closeEntry();
      }
    }
    return jar;
  }

  private static List<String> classes() throws IOException {
    List<String> classes = new ArrayList<>(List.of(TOKENS));
    try (Stream<Path> files = Files.list(BuiltJars.testClasses().resolve(CONSUMER))) {
      files.forEach(file -> classes.add(CONSUMER + "/" + file.getFileName()));
    }
    return classes;
  }
}
