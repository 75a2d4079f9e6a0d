package io.conpool.impl.dns;

import io.conpool.spi.DnsException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What failures of the system's resolver mean: of {@code getaddrinfo}'s error codes the JDK hands
 * on nothing but the system's words for them.
 *
 * <p>The JDK remembers a failure for some seconds, and then says the bare name without any words;
 * so the names whose last failure was temporary are remembered here.
 */
final class SystemFailures {

  /** So many names at most; beyond, all are forgotten, which takes them for unknown ones. */
  static final int MOST = 1000;

  /** EAI_AGAIN, after the name: of glibc, macOS and OpenBSD, of musl, and of FreeBSD. */
  private static final List<String> AGAIN =
      List.of(
          ": temporary failure in name resolution",
          ": try again",
          ": name could not be resolved at this time");

  /** WSATRY_AGAIN, before the name. */
  private static final String WINDOWS_AGAIN =
      "this is usually a temporary error during hostname resolution";

  private final Set<String> temporary = ConcurrentHashMap.newKeySet();

  /** Returns what is to be thrown instead if the system could not tell; else null. */
  @Nullable DnsException temporary(String hostname, UnknownHostException thrown) {
    String message = String.valueOf(thrown.getMessage());
    if (isAgain(message)) {
      remember(hostname);
    } else if (!message.equals(hostname)) {
      forget(hostname);
    }
    return temporary.contains(hostname)
        ? new DnsException(DnsException.Kind.TEMPORARY, message, thrown)
        : null;
  }

  private static boolean isAgain(String message) {
    String said = message.toLowerCase(Locale.ROOT);
    return said.startsWith(WINDOWS_AGAIN) || AGAIN.stream().anyMatch(said::endsWith);
  }

  private void remember(String hostname) {
    if (temporary.size() >= MOST) {
      temporary.clear();
    }
    temporary.add(hostname);
  }

  /** The name has been found. */
  void forget(String hostname) {
    temporary.remove(hostname);
  }

  /** How many names are remembered. */
  int remembered() {
    return temporary.size();
  }
}
