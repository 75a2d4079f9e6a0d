package io.conpool.it.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.conpool.it.support.Caller;
import io.conpool.it.support.ThreadKind;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every resolver must do, whomever it asks; nobody beyond this machine is asked here.
 *
 * <p>For a resolver of your own extend this class, or {@link DnsServerContract} if it can be told
 * which server to ask, in a class of conpool-it whose name ends in {@code IT} and which is
 * annotated with {@link io.conpool.it.support.OnEachKindOfThread}.
 */
public abstract class DnsContract {

  static final int MANY = 100;

  /** Longer than any answer takes here. */
  static final Duration LONG = Duration.ofSeconds(30);

  /** No label may be that long (RFC 1035, section 2.3.4), so nobody has to be asked. */
  private static final String IMPOSSIBLE = "x".repeat(64) + ".test";

  /** Makes the contract of one resolver. */
  protected DnsContract() {}

  /**
   * Makes a resolver.
   *
   * @return one as a pool would be given
   */
  protected abstract DnsResolverProvider resolver() throws Exception;

  /** What a pool asks for that wants addresses of version 4. */
  private static DnsAnswer four(DnsResolverProvider resolver, String hostname) throws Exception {
    AddressFamily family = resolver.joint() ? AddressFamily.ANY : AddressFamily.IPV4;
    return resolver.resolve(hostname, family, LONG.toNanos());
  }

  @Test
  void itIsAvailableByAName() throws Exception {
    assertThat(resolver().name()).isNotBlank();
    assertThat(resolver().availability().reason()).isNull();
  }

  @Test
  void localhostIsThisMachine() throws Exception {
    assertThat(four(resolver(), "localhost").addresses())
        .isNotEmpty()
        .allMatch(InetAddress::isLoopbackAddress);
  }

  @Test
  void aNameThatCannotBeIsNoSuchName() throws Exception {
    DnsResolverProvider resolver = resolver();

    Throwable failure = catchThrowable(() -> four(resolver, IMPOSSIBLE));

    if (failure instanceof DnsException told) {
      assertThat(told.kind()).isEqualTo(DnsException.Kind.NO_SUCH_NAME);
    } else {
      assertThat(failure).isInstanceOf(UnknownHostException.class);
    }
  }

  @Test
  void aServiceThatCannotBeIsNoSuchNameUnlessServicesAreNotLookedUp() throws Exception {
    DnsResolverProvider resolver = resolver();

    Throwable failure =
        catchThrowable(() -> resolver.services("_some._tcp." + IMPOSSIBLE, LONG.toNanos()));

    if (failure instanceof DnsException told) {
      assertThat(told.kind()).isEqualTo(DnsException.Kind.NO_SUCH_NAME);
    } else {
      assertThat(failure).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void anInterruptedThreadIsNotMadeToWait() throws Exception {
    DnsResolverProvider resolver = resolver();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> four(resolver, "localhost")).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).as("the flag went with the exception").isFalse();
  }

  @Test
  void manyMayAskAtOnce(ThreadKind threads) throws Exception {
    DnsResolverProvider resolver = resolver();
    List<Caller<DnsAnswer>> callers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      callers.add(threads.start("caller-" + i, () -> four(resolver, "localhost")));
    }

    for (Caller<DnsAnswer> caller : callers) {
      assertThat(caller.await().addresses()).allMatch(InetAddress::isLoopbackAddress);
    }
  }
}
