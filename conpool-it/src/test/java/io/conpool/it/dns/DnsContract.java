package io.conpool.it.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.conpool.it.support.Caller;
import io.conpool.it.support.ThreadKind;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every resolver must do that can be told whom to ask and that asks for one family at a time,
 * against a real name server where one is installed.
 *
 * <p>For a resolver of your own extend it in a class whose name ends in {@code IT}, annotated with
 * {@code OnEachKindOfThread}.
 */
abstract class DnsContract {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int MANY = 100;

  private NsdServer names;
  private DnsResolverProvider resolver;

  /** Makes a resolver that asks this server alone, and no file or cache of the system's. */
  abstract DnsResolverProvider resolver(InetSocketAddress server);

  @BeforeEach
  void makeServer() throws IOException {
    Optional<NsdServer> installed = NsdServer.installed();
    assumeThat(installed).as("the DNS server nsd is installed").isPresent();
    names = installed.get();
    resolver = resolver(names.address());
  }

  @AfterEach
  void endServer() throws Exception {
    if (names != null) {
      names.close();
    }
  }

  /** The server, for tests beyond the contract. */
  final NsdServer names() {
    return names;
  }

  /** What is tested. */
  final DnsResolverProvider resolver() {
    return resolver;
  }

  private DnsAnswer resolve(String hostname, AddressFamily family) throws Exception {
    return resolver.resolve(hostname, family, LONG.toNanos());
  }

  private static DnsException.Kind failure(
      DnsResolverProvider asked, String hostname, AddressFamily family, Duration timeout) {
    DnsException failure =
        catchThrowableOfType(
            DnsException.class, () -> asked.resolve(hostname, family, timeout.toNanos()));
    assertThat(failure).isNotNull();
    return failure.kind();
  }

  private static InetAddress address(String literal) throws IOException {
    return InetAddress.getByName(literal);
  }

  @Test
  void eachFamilyIsToldByItself() throws Exception {
    names.put("peer", MINUTE, "127.0.0.2", "127.0.0.3", "::1").start();

    assertThat(resolver.joint()).isFalse();
    assertThat(resolve("peer.test", AddressFamily.IPV4).addresses())
        .containsExactlyInAnyOrder(address("127.0.0.2"), address("127.0.0.3"));
    assertThat(resolve("peer.test", AddressFamily.IPV6).addresses())
        .containsExactly(address("::1"));
  }

  @Test
  void theTimeToLiveIsTheServers() throws Exception {
    names.put("peer", MINUTE, "127.0.0.2").start();

    assertThat(resolve("peer.test", AddressFamily.IPV4).ttl()).isEqualTo(MINUTE);
  }

  @Test
  void aChangeIsToldAtOnceForThePoolKeepsAnswersItself() throws Exception {
    names.put("peer", MINUTE, "127.0.0.2").start();
    assertThat(resolve("peer.test", AddressFamily.IPV4).addresses())
        .containsExactly(address("127.0.0.2"));

    names.put("peer", MINUTE, "127.0.0.3").reload();

    assertThat(resolve("peer.test", AddressFamily.IPV4).addresses())
        .containsExactly(address("127.0.0.3"));
  }

  @Test
  void aNameThatDoesNotExistIsNoSuchName() throws Exception {
    names.start();

    assertThat(failure(resolver, "absent.test", AddressFamily.IPV4, LONG))
        .isEqualTo(DnsException.Kind.NO_SUCH_NAME);
  }

  @Test
  void aNameOfTheOtherFamilyAloneHasNoData() throws Exception {
    names.put("peer", MINUTE, "127.0.0.2").start();

    assertThat(failure(resolver, "peer.test", AddressFamily.IPV6, LONG))
        .isEqualTo(DnsException.Kind.NO_DATA);
  }

  @Test
  void aZoneThatTheServerDoesNotHaveIsTemporary() throws Exception {
    names.start();

    assertThat(failure(resolver, "peer.example", AddressFamily.IPV4, LONG))
        .isEqualTo(DnsException.Kind.TEMPORARY);
  }

  @Test
  void anAnswerTooLongForADatagramIsTaken() throws Exception {
    String[] many = IntStream.range(0, MANY).mapToObj(i -> "127.0.1." + i).toArray(String[]::new);
    names.put("many", MINUTE, many).start();

    assertThat(resolve("many.test", AddressFamily.IPV4).addresses()).hasSize(MANY);
  }

  @Test
  void aServerThatIsDownIsTemporary() {
    assertThat(failure(resolver, "peer.test", AddressFamily.IPV4, LONG))
        .isEqualTo(DnsException.Kind.TEMPORARY);
  }

  @Test
  void aServerThatIsSilentIsTemporaryWhenTheTimeIsOver() throws Exception {
    Duration timeout = Duration.ofMillis(100);
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      DnsResolverProvider asking = resolver(address(silent));
      long begin = System.nanoTime();

      assertThat(failure(asking, "peer.test", AddressFamily.IPV4, timeout))
          .isEqualTo(DnsException.Kind.TEMPORARY);
      assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(timeout.toNanos());
    }
  }

  @Test
  void anInterruptEndsTheCall(ThreadKind threads) throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      DnsResolverProvider asking = resolver(address(silent));
      Caller<DnsAnswer> caller =
          threads.start(
              "caller",
              () -> asking.resolve("peer.test", AddressFamily.IPV4, Duration.ofHours(1).toNanos()));

      caller.thread().interrupt();

      assertThat(caller.failure()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void anInterruptedThreadIsNotMadeToWait() throws Exception {
    names.put("peer", MINUTE, "127.0.0.2").start();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> resolve("peer.test", AddressFamily.IPV4))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).as("the flag went with the exception").isFalse();
  }

  @Test
  void manyCallersGetTheirOwnAnswers(ThreadKind threads) throws Exception {
    for (int i = 0; i < MANY; i++) {
      names.put("peer" + i, MINUTE, "127.0.1." + i);
    }
    names.start();
    List<Caller<DnsAnswer>> callers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      String hostname = "peer" + i + ".test";
      callers.add(threads.start(hostname, () -> resolve(hostname, AddressFamily.IPV4)));
    }

    for (int i = 0; i < MANY; i++) {
      assertThat(callers.get(i).await().addresses()).containsExactly(address("127.0.1." + i));
    }
  }

  private static InetSocketAddress address(DatagramSocket socket) {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }
}
