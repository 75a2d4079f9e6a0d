package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactoryLookupTest {

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @TempDir private Path directory;

  /** What is found. */
  public static final class Found implements ConnectionPoolFactory {
    @Override
    public ConnectionPool create(PoolConfig config) {
      throw new UnsupportedOperationException("found");
    }
  }

  @AfterEach
  void restoreLoader() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private void offer(String... classes) throws IOException {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.write(services.resolve(ConnectionPoolFactory.class.getName()), List.of(classes));
    URL[] urls = {directory.toUri().toURL()};
    Thread.currentThread().setContextClassLoader(new URLClassLoader(urls, before));
  }

  @Test
  void withoutImplementationTheMessageSaysWhatToAdd() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ConnectionPool.create(PoolConfig.defaults()))
        .withMessageContaining("add io.conpool:conpool-impl")
        .withMessageContaining("use the ConnectionPoolFactory service")
        .withNoCause();
  }

  @Test
  void theContextClassLoaderIsAskedToo() throws IOException {
    offer(Found.class.getName());
    assertThat(FactoryLookup.find()).isInstanceOf(Found.class);
  }

  @Test
  void aBrokenImplementationIsSteppedOver() throws IOException {
    offer("no.such.Factory", "java.lang.String", Found.class.getName());
    assertThat(FactoryLookup.find()).isInstanceOf(Found.class);
  }

  @Test
  void whereAllAreBrokenTheCauseIsKept() throws IOException {
    offer("no.such.Factory");
    assertThatIllegalStateException()
        .isThrownBy(FactoryLookup::find)
        .withCauseInstanceOf(ServiceConfigurationError.class);
  }
}
