package io.conpool.impl.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DaemonThreadsTest {

  private final DaemonThreads threads = new DaemonThreads("conpool-test");

  /** A thread object may outlive its thread, and then hold a bundle's class loader. */
  @Test
  void aThreadHasTheSystemsClassLoaderAsAVirtualOneHas() {
    assertThat(threads.newThread(() -> {}).getContextClassLoader())
        .isSameAs(ClassLoader.getSystemClassLoader());
  }

  @Test
  void itIsADaemonWithTheNameGiven() {
    Thread thread = threads.newThread(() -> {});
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("conpool-test");
  }
}
