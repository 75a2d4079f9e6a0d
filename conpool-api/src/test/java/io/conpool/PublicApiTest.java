package io.conpool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the public API of the exported packages with the text in api/conpool-api.txt. */
class PublicApiTest {
  private static final String ACCEPT =
      "mvn -pl conpool-api test -Dtest=PublicApiTest -Dapi.update=true";

  private final Path base = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private final Path classes = base.resolve("target").resolve("classes");
  private final Path file = base.resolve("api").resolve("conpool-api.txt");

  @Test
  void publicApiIsTheCheckedInText() throws Exception {
    List<String> actual = render();
    if (Boolean.getBoolean("api.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, String.join("\n", actual) + "\n", UTF_8);
      return;
    }
    List<String> expected = Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.of();
    if (!expected.equals(actual)) {
      fail(message(expected, actual));
    }
  }

  /** Says where the two texts part, and how to accept the new one. */
  private String message(List<String> expected, List<String> actual) {
    int line = 0;
    while (line < expected.size()
        && line < actual.size()
        && expected.get(line).equals(actual.get(line))) {
      line++;
    }
    StringBuilder text = new StringBuilder();
    text.append("The public API is not what ").append(file.getFileName());
    text.append(" says, from line ").append(line + 1).append(" on:\n");
    for (int i = line; i < Math.min(line + 5, expected.size()); i++) {
      text.append("  checked in: ").append(expected.get(i)).append('\n');
    }
    for (int i = line; i < Math.min(line + 5, actual.size()); i++) {
      text.append("  compiled:   ").append(actual.get(i)).append('\n');
    }
    if (line >= expected.size()) {
      text.append("  (the checked-in text ends before this line)\n");
    }
    if (line >= actual.size()) {
      text.append("  (the compiled API ends before this line)\n");
    }
    return text.append("If the change is meant, accept it with\n  ").append(ACCEPT).toString();
  }

  private List<String> render() throws IOException, ClassNotFoundException {
    ModuleDescriptor module;
    try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
      module = ModuleDescriptor.read(in);
    }
    List<String> packages =
        module.exports().stream()
            .filter(exported -> !exported.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .sorted()
            .toList();
    List<String> names = new ArrayList<>();
    List<String> text = new ArrayList<>();
    text.add("module " + module.name());
    for (String name : packages) {
      text.add("exports " + name);
      names.addAll(publicClasses(name));
    }
    names.sort(null);
    assertThat(names).as("public classes in %s", classes).isNotEmpty();
    for (String name : names) {
      text.add("");
      text.addAll(javap(name));
    }
    return text;
  }

  private List<String> publicClasses(String packageName)
      throws IOException, ClassNotFoundException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes.resolve(packageName.replace('.', '/')))) {
      for (Path path : files.toList()) {
        String simple = path.getFileName().toString();
        if (simple.endsWith(".class") && !simple.equals("package-info.class")) {
          String name = packageName + "." + simple.substring(0, simple.length() - 6);
          if (isPublic(Class.forName(name, false, getClass().getClassLoader()))) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  private static boolean isPublic(Class<?> type) {
    if (type.isSynthetic() || type.isAnonymousClass() || type.isLocalClass()) {
      return false;
    }
    for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
      if (!Modifier.isPublic(c.getModifiers())) {
        return false;
      }
    }
    return true;
  }

  /** Returns one class as javap shows it, members sorted: their order is no part of the API. */
  private List<String> javap(String name) {
    ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
    StringWriter out = new StringWriter();
    int status =
        javap.run(
            new PrintWriter(out), new PrintWriter(out), "-public", "-cp", classes.toString(), name);
    assertThat(status).as("javap %s: %s", name, out).isZero();
    List<String> head = new ArrayList<>();
    List<String> members = new ArrayList<>();
    for (String line : out.toString().lines().map(String::stripTrailing).toList()) {
      if (line.startsWith("Compiled from ") || line.isEmpty() || line.equals("}")) {
        continue;
      }
      // Up to JDK 17 at least, javap writes java/io/IOException after a generic "throws".
      (line.startsWith("  ") ? members : head).add(line.replace('/', '.'));
    }
    members.sort(null);
    head.addAll(members);
    head.add("}");
    return head;
  }
}
