package io.conpool.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process has, in bytes.
 *
 * @param heap what is alive on the heap
 * @param resident what the kernel has given it; with a heap touched in advance the rest grows alone
 */
record Memory(long heap, long resident) {

  private static final int COLLECTIONS = 3;

  /** Collects garbage first, and what its clearing releases in turn. */
  static Memory settled() throws IOException {
    for (int i = 0; i < COLLECTIONS; i++) {
      ManagementFactory.getMemoryMXBean().gc();
    }
    return new Memory(
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), residentBytes());
  }

  private static long residentBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow(() -> new IOException("no VmRSS in /proc/self/status"));
  }
}
