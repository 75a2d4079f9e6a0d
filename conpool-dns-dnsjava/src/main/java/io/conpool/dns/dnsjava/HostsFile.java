package io.conpool.dns.dnsjava;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Address;

/**
 * A table of names and addresses (hosts(5)).
 *
 * <p>It is read at every look-up, as the system's own resolver does, so that a change is seen at
 * once. Unlike dnsjava's reader it knows that a name may have several addresses.
 */
record HostsFile(Path path) {

  private static final System.Logger LOG = System.getLogger("io.conpool.dns");

  /** Where the system has it. */
  static Path ofSystem() {
    if (File.separatorChar == '/') {
      return Path.of("/etc/hosts");
    }
    String root = System.getenv("SystemRoot");
    return Path.of(root == null ? "C:\\Windows" : root, "System32", "drivers", "etc", "hosts");
  }

  /**
   * Returns the addresses of a name, of both families, in their order; none where it is not listed
   * or the file cannot be read.
   */
  List<InetAddress> addresses(String hostname) {
    List<InetAddress> found = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(path, ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (isAbout(hostname, line)) {
          addAddress(line, found);
        }
      }
    } catch (NoSuchFileException e) {
      // No system has to have one.
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "cannot read " + path, e);
    }
    return found;
  }

  private static boolean isAbout(String hostname, String line) {
    String[] words = words(line);
    for (int i = 1; i < words.length; i++) {
      if (words[i].equalsIgnoreCase(hostname)) {
        return true;
      }
    }
    return false;
  }

  /** Adds what a line begins with, unless it is no address or one with a scope. */
  private static void addAddress(String line, List<InetAddress> addresses) throws IOException {
    String word = words(line)[0];
    byte[] four = Address.toByteArray(word, Address.IPv4);
    byte[] bytes = four == null ? Address.toByteArray(word, Address.IPv6) : four;
    if (bytes != null) {
      addresses.add(InetAddress.getByAddress(bytes));
    }
  }

  private static String[] words(String line) {
    int comment = line.indexOf('#');
    String content = comment < 0 ? line : line.substring(0, comment);
    return content.strip().split("\\s+", -1);
  }
}
