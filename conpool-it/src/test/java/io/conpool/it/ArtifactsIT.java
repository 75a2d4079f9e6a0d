package io.conpool.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the built jars say of themselves: as module, as bundle and on the class path. */
class ArtifactsIT {
  private static final String JARS =
      """
      conpool-api,           io.conpool
      conpool-impl,          io.conpool.impl
      conpool-tls-conscrypt, io.conpool.tls.conscrypt
      conpool-dns-dnsjava,   io.conpool.dns.dnsjava
      conpool-cmd,           io.conpool.cmd
      """;

  private static final Pattern SERVICE =
      Pattern.compile("osgi\\.serviceloader(?::String)?=\"?([\\w.$]+)\"?");

  @ParameterizedTest
  @CsvSource(textBlock = JARS)
  void moduleNameIsSymbolicName(String artifact, String name) throws IOException {
    assertThat(descriptor(artifact).name()).isEqualTo(name);
    assertThat(header(artifact, "Bundle-SymbolicName").replaceFirst(";.*", "")).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(textBlock = JARS)
  void servicesAreTheSameInAllThree(String artifact, String name) throws IOException {
    Map<String, List<String>> provided = new TreeMap<>();
    for (ModuleDescriptor.Provides provides : descriptor(artifact).provides()) {
      provided.put(provides.service(), provides.providers());
    }
    assertThat(servicesFiles(artifact)).as("META-INF/services").isEqualTo(provided);
    Set<String> capabilities = new TreeSet<>();
    Matcher matcher = SERVICE.matcher(header(artifact, "Provide-Capability"));
    while (matcher.find()) {
      capabilities.add(matcher.group(1));
    }
    assertThat(capabilities).as("Provide-Capability").isEqualTo(provided.keySet());
    assertThat(provided.keySet()).as("what it is for").isEqualTo(services(artifact));
  }

  /** What a module provides, for class path, module path and OSGi. */
  private static Set<String> services(String artifact) {
    return switch (artifact) {
      case "conpool-impl" -> Set.of("io.conpool.ConnectionPoolFactory");
      case "conpool-tls-conscrypt" -> Set.of("io.conpool.spi.TlsProvider");
      case "conpool-dns-dnsjava" -> Set.of("io.conpool.spi.DnsResolverProvider");
      default -> Set.of();
    };
  }

  /** The activator does: a mediator that did it too would offer everything twice. */
  @ParameterizedTest
  @CsvSource(textBlock = JARS)
  void noMediatorRegistersServices(String artifact, String name) throws IOException {
    String capabilities = header(artifact, "Provide-Capability");
    assertThat(capabilities.split("register:=\"\"", -1)).hasSize(services(artifact).size() + 1);
    assertThat(header(artifact, "Bundle-Activator").isEmpty())
        .isEqualTo(services(artifact).isEmpty());
  }

  /** So that bundles resolve without a service-loader mediator. */
  @ParameterizedTest
  @CsvSource(textBlock = JARS)
  void everyMediatorIsOptional(String artifact, String name) throws IOException {
    assertThat(clauses(artifact, "Require-Capability", "osgi\\.extender"))
        .hasSameSizeAs(services(artifact))
        .allMatch(clause -> clause.contains("resolution:=optional"));
  }

  @Test
  void theImplementationOfProviderTypesImportsThisMinorVersionOnly() throws IOException {
    assertThat(clauses("conpool-impl", "Import-Package", "io\\.conpool(?:\\.spi)?"))
        .hasSize(2)
        .allMatch(clause -> clause.contains("version=\"[1.0,1.1)\""));
  }

  /** Else a framework might wire a bundle's own package to an older bundle's. */
  @ParameterizedTest
  @CsvSource(textBlock = JARS)
  void noBundleImportsWhatItExports(String artifact, String name) throws IOException {
    for (String exported : header(artifact, "Export-Package").split(";[^,]*(?:,|$)", -1)) {
      if (!exported.isEmpty()) {
        assertThat(clauses(artifact, "Import-Package", Pattern.quote(exported))).isEmpty();
      }
    }
  }

  @Test
  void configurationAdminIsOptional() throws IOException {
    assertThat(clauses("conpool-impl", "Import-Package", "org\\.osgi\\.service\\.cm"))
        .singleElement()
        .asString()
        .contains("resolution:=optional");
  }

  @ParameterizedTest
  @CsvSource(textBlock = JARS)
  void manifestHasNoTimeOfBuild(String artifact, String name) throws IOException {
    assertThat(header(artifact, "Bnd-LastModified")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(textBlock = JARS)
  void packagesStartWithModuleName(String artifact, String name) throws IOException {
    assertThat(descriptor(artifact).packages())
        .isNotEmpty()
        .allMatch(p -> p.equals(name) || p.startsWith(name + "."));
    try (JarFile jar = new JarFile(BuiltJars.jar(artifact).toFile())) {
      String prefix = name.replace('.', '/') + "/";
      assertThat(jar.stream().map(JarEntry::getName).toList())
          .filteredOn(entry -> entry.endsWith(".class") && !entry.equals("module-info.class"))
          .isNotEmpty()
          .allMatch(entry -> entry.startsWith(prefix));
    }
  }

  @Test
  void apiAndImplNeedOnlyTheJavaBaseModule() {
    assertThat(mandatory("conpool-api")).containsExactly("java.base");
    assertThat(mandatory("conpool-impl")).containsExactly("io.conpool", "java.base");
  }

  @Test
  void onlyTheApiIsExported() {
    assertThat(descriptor("conpool-api").exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrder("io.conpool", "io.conpool.spi");
    assertThat(descriptor("conpool-impl").exports()).isEmpty();
  }

  @Test
  void runnableJarHasAllInOne() throws IOException {
    try (JarFile jar =
        new JarFile(BuiltJars.target("conpool-cmd").resolve("conpool.jar").toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("io.conpool.cmd.Main");
      assertThat(jar.stream().map(JarEntry::getName).toList())
          .doesNotHaveDuplicates()
          .contains(
              "io/conpool/ConnectionPoolFactory.class",
              "META-INF/services/io.conpool.ConnectionPoolFactory",
              "picocli/CommandLine.class")
          .noneMatch(entry -> entry.endsWith("module-info.class"));
    }
  }

  private static Set<String> mandatory(String artifact) {
    return descriptor(artifact).requires().stream()
        .filter(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
        .map(Requires::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static ModuleDescriptor descriptor(String artifact) {
    return ModuleFinder.of(BuiltJars.jar(artifact)).findAll().iterator().next().descriptor();
  }

  private static String header(String artifact, String name) throws IOException {
    try (JarFile jar = new JarFile(BuiltJars.jar(artifact).toFile())) {
      Manifest manifest = jar.getManifest();
      String value = manifest.getMainAttributes().getValue(name);
      return value == null ? "" : value;
    }
  }

  /** The parts of a header, between commas, that begin with a name. */
  private static List<String> clauses(String artifact, String header, String name)
      throws IOException {
    Pattern clause = Pattern.compile("(?<=^|,)" + name + "(?:;[^\",;]*(?:\"[^\"]*\")?)*(?=,|$)");
    return clause.matcher(header(artifact, header)).results().map(MatchResult::group).toList();
  }

  private static Map<String, List<String>> servicesFiles(String artifact) throws IOException {
    Map<String, List<String>> services = new TreeMap<>();
    String folder = "META-INF/services/";
    try (JarFile jar = new JarFile(BuiltJars.jar(artifact).toFile())) {
      for (JarEntry entry : jar.stream().toList()) {
        if (entry.getName().startsWith(folder) && !entry.isDirectory()) {
          try (InputStream in = jar.getInputStream(entry)) {
            services.put(
                entry.getName().substring(folder.length()),
                new ArrayList<>(
                    new String(in.readAllBytes(), UTF_8)
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .toList()));
          }
        }
      }
    }
    return services;
  }
}
