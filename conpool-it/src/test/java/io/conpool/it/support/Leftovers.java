package io.conpool.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a pool could leave behind in this process.
 *
 * @param poolThreads the names of conpool's threads, platform and virtual
 * @param sockets how many sockets are open; 0 where the system does not tell
 */
public record Leftovers(List<String> poolThreads, long sockets) {

  private static final String PREFIX = "conpool-";
  private static final Pattern VIRTUAL_THREAD =
      Pattern.compile("#\\d+ \"" + PREFIX + "[^\"]*\" virtual");
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  static {
    openWhatTheJdkKeeps();
  }

  /** Looks. */
  public static Leftovers now() {
    List<String> threads = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith(PREFIX)) {
        threads.add(thread.getName());
      }
    }
    if (ThreadKind.available().contains(ThreadKind.VIRTUAL)) {
      threads.addAll(virtualThreads());
    }
    return new Leftovers(threads, openSockets());
  }

  /** The threads that were not there earlier. */
  public List<String> threadsSince(Leftovers earlier) {
    List<String> threads = new ArrayList<>(poolThreads);
    earlier.poolThreads.forEach(threads::remove);
    return threads;
  }

  /** The JDK lists virtual threads in a dump to a file only. */
  private static List<String> virtualThreads() {
    try {
      Path folder = Files.createTempDirectory("threads");
      Path dump = folder.resolve("dump");
      try {
        Class<?> type = Class.forName("com.sun.management.HotSpotDiagnosticMXBean");
        Class<?> format = Class.forName(type.getName() + "$ThreadDumpFormat");
        PlatformManagedObject bean =
            ManagementFactory.getPlatformMXBean(type.asSubclass(PlatformManagedObject.class));
        type.getMethod("dumpThreads", String.class, format)
            .invoke(bean, dump.toString(), format.getField("TEXT_PLAIN").get(null));
        return Files.readAllLines(dump).stream()
            .map(VIRTUAL_THREAD::matcher)
            .filter(Matcher::lookingAt)
            .map(Matcher::group)
            .toList();
      } finally {
        Files.deleteIfExists(dump);
        Files.delete(folder);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK cannot list its virtual threads", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long openSockets() {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return 0;
    }
    try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
      return descriptors.filter(Leftovers::isSocket).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed since it was listed
    }
  }

  /** Closing a channel for the first time makes the JDK open sockets of its own, for good. */
  private static void openWhatTheJdkKeeps() {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel.open(server.getLocalAddress()).close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
