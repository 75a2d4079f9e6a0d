package io.conpool.impl.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundServicesTest {

  private static final String UNLINKABLE = "io.conpool.Unlinkable";

  @TempDir Path directory;

  private final List<Throwable> failures = new ArrayList<>();

  @Test
  void whatIsListedIsFound() throws IOException {
    list(Sound.class.getName());
    assertThat(found(new Loader(directory))).singleElement().isExactlyInstanceOf(Sound.class);
    assertThat(failures).isEmpty();
  }

  @Test
  void theSoundOnesAreFoundBesideTheBroken() throws IOException {
    list(
        "io.conpool.NoSuchClass",
        Thrower.class.getName(),
        UNLINKABLE,
        FoundServicesTest.class.getName(),
        Sound.class.getName());
    assertThat(found(new Loader(directory))).singleElement().isExactlyInstanceOf(Sound.class);
    assertThat(failures).hasSize(4);
  }

  @Test
  void aLoaderThatFailsForEverIsGivenUp() throws IOException {
    Loader unreadable =
        new Loader(directory) {
          @Override
          public Enumeration<URL> getResources(String name) throws IOException {
            throw new IOException("by test");
          }
        };
    assertThat(found(unreadable)).isEmpty();
    assertThat(failures).isNotEmpty();
  }

  private List<TransportProvider> found(Loader loader) throws IOException {
    try (loader) {
      return new FoundServices(loader, failures::add).of(ProviderKind.TRANSPORT);
    }
  }

  private void list(String... classes) throws IOException {
    Path file = directory.resolve("META-INF/services/" + TransportProvider.class.getName());
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(classes));
  }

  private static class Loader extends URLClassLoader {
    Loader(Path directory) throws IOException {
      super(new URL[] {directory.toUri().toURL()}, FoundServicesTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.equals(UNLINKABLE)) {
        throw new NoClassDefFoundError("by test");
      }
      return super.loadClass(name, resolve);
    }
  }

  /** A provider in good order. */
  public static final class Sound extends FakeTransports {
    /** For the service loader. */
    public Sound() {
      super("sound", 0);
    }
  }

  /** A provider that cannot be made. */
  public static final class Thrower extends FakeTransports {
    /** For the service loader. */
    public Thrower() {
      super("thrower", 0);
      throw new IllegalStateException("by test");
    }
  }
}
