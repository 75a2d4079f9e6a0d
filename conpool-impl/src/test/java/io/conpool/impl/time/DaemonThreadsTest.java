package io.conpool.impl.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {

  private final DaemonThreads threads = new DaemonThreads("conpool-test");

  @Test
  void aThreadHasTheLoaderOfTheImplementationWhileItRunsAndNoneWhenItHasEnded() throws Exception {
    AtomicReference<ClassLoader> seen = new AtomicReference<>();
    Thread thread =
        threads.newThread(() -> seen.set(Thread.currentThread().getContextClassLoader()));
    thread.start();
    thread.join();
    assertThat(seen).hasValue(DaemonThreads.class.getClassLoader());
    assertThat(thread.getContextClassLoader()).isNull();
  }

  @Test
  void itIsADaemonWithTheNameGiven() {
    Thread thread = threads.newThread(() -> {});
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("conpool-test");
  }
}
