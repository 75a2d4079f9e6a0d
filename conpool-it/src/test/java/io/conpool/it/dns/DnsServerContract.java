package io.conpool.it.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.it.support.Caller;
import io.conpool.it.support.ThreadKind;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.DnsService;
import io.conpool.spi.DnsServices;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/**
 * What every resolver must do besides {@link DnsContract} that can be told whom to ask and that
 * asks for one family at a time, against a real name server where one is installed.
 */
public abstract class DnsServerContract extends DnsContract {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration ALIAS = Duration.ofSeconds(5);

  private NsdServer names;
  private DnsResolverProvider resolver;

  /** Makes the contract of one resolver. */
  protected DnsServerContract() {}

  /**
   * Makes a resolver that asks one server alone.
   *
   * @param server where to ask, by datagrams or over TCP; no file and no cache of the system's
   * @return one as a pool would be given
   */
  protected abstract DnsResolverProvider resolver(InetSocketAddress server) throws Exception;

  @Override
  protected final DnsResolverProvider resolver() {
    return resolver;
  }

  @BeforeEach
  void makeServer() throws Exception {
    names = new NsdServer();
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

  private DnsAnswer resolve(String hostname, AddressFamily family) throws Exception {
    return resolver.resolve(hostname, family, LONG.toNanos());
  }

  private static DnsException failure(ThrowingCallable call) {
    DnsException failure = catchThrowableOfType(DnsException.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }

  private DnsException failure(String hostname, AddressFamily family) {
    return failure(() -> resolve(hostname, family));
  }

  private void isNoSuchName(String hostname) {
    assertThat(failure(hostname, AddressFamily.IPV4).kind())
        .isEqualTo(DnsException.Kind.NO_SUCH_NAME);
  }

  private void isTemporary(String hostname) {
    assertThat(failure(hostname, AddressFamily.IPV4).kind()).isEqualTo(DnsException.Kind.TEMPORARY);
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
  void aliasesAreFollowedAndTheShortestTimeToLiveCounts() throws Exception {
    names
        .put("peer", MINUTE, "127.0.0.2")
        .record("alias", MINUTE, "CNAME middle.test.")
        .record("middle", ALIAS, "CNAME peer.test.")
        .start();

    DnsAnswer answer = resolve("alias.test", AddressFamily.IPV4);

    assertThat(answer.addresses()).containsExactly(address("127.0.0.2"));
    assertThat(answer.ttl()).isEqualTo(ALIAS);
  }

  @Test
  void aNameThatDoesNotExistIsNoSuchName() throws Exception {
    names.record("alias", MINUTE, "CNAME absent.test.").start();

    isNoSuchName("absent.test");
    isNoSuchName("alias.test");
  }

  @Test
  void aNameOfTheOtherFamilyAloneHasNoData() throws Exception {
    names
        .put("peer", MINUTE, "127.0.0.2")
        .record("alias", MINUTE, "CNAME peer.test.")
        .record("text", MINUTE, "TXT some")
        .start();

    for (String name : List.of("peer.test", "alias.test", "text.test")) {
      assertThat(failure(name, AddressFamily.IPV6).kind()).isEqualTo(DnsException.Kind.NO_DATA);
    }
  }

  @Test
  void thatThereIsNothingIsKeptNoLongerThanTheZoneSays() throws Exception {
    names.put("peer", MINUTE, "127.0.0.2").start();

    for (String name : List.of("absent.test", "peer.test")) {
      assertThat(failure(name, AddressFamily.IPV6).ttl())
          .as("null where the resolver does not know")
          .isIn(null, NsdServer.NEGATIVE_TIME_TO_LIVE);
    }
  }

  @Test
  void aZoneThatTheServerDoesNotHaveIsTemporary() throws Exception {
    names.start();

    isTemporary("peer.example");
  }

  private DnsServices services(String name) throws Exception {
    try {
      return resolver.services(name, LONG.toNanos());
    } catch (UnsupportedOperationException e) {
      throw new TestAbortedException("this resolver looks up no services", e);
    }
  }

  private static DnsService withoutDot(DnsService server) {
    return new DnsService(
        server.target().replaceAll("\\.$", ""), server.port(), server.priority(), server.weight());
  }

  @Test
  void theServersOfAServiceAreTold() throws Exception {
    names
        .record("_some._tcp", MINUTE, "SRV 10 60 8080 Big.test.")
        .record("_some._tcp", MINUTE, "SRV 20 0 8081 small.test.")
        .start();

    DnsServices found = services("_some._tcp.test");

    assertThat(found.services())
        .as("without the dot of absolute names")
        .map(DnsServerContract::withoutDot)
        .containsExactlyInAnyOrder(
            new DnsService("big.test", 8080, 10, 60), new DnsService("small.test", 8081, 20, 0));
    assertThat(found.ttl()).isEqualTo(MINUTE);
  }

  @Test
  void aServiceThatIsNotOfferedHasNoData() throws Exception {
    names
        .record("_none._tcp", MINUTE, "SRV 0 0 0 .")
        .record("_text._tcp", MINUTE, "TXT some")
        .start();

    for (String name : List.of("_none._tcp.test", "_text._tcp.test")) {
      assertThat(failure(() -> services(name)).kind()).isEqualTo(DnsException.Kind.NO_DATA);
    }
    assertThat(failure(() -> services("_absent._tcp.test")).kind())
        .isEqualTo(DnsException.Kind.NO_SUCH_NAME);
  }

  @Test
  void anAnswerTooLongForADatagramIsTaken() throws Exception {
    String[] many = IntStream.range(0, MANY).mapToObj(i -> "127.0.1." + i).toArray(String[]::new);
    names.put("many", MINUTE, many).start();

    assertThat(resolve("many.test", AddressFamily.IPV4).addresses()).hasSize(MANY);
  }

  @Test
  void aServerThatIsDownIsTemporaryAndIsAskedAgain() throws Exception {
    isTemporary("peer.test");

    names.put("peer", MINUTE, "127.0.0.2").start();

    assertThat(resolve("peer.test", AddressFamily.IPV4).addresses())
        .containsExactly(address("127.0.0.2"));
  }

  @Test
  void aServerThatIsSilentIsTemporaryWhenTheTimeIsOver() throws Exception {
    Duration timeout = Duration.ofMillis(100);
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      DnsResolverProvider asking = resolver(address(silent));
      long begin = System.nanoTime();

      DnsException failure =
          failure(() -> asking.resolve("peer.test", AddressFamily.IPV4, timeout.toNanos()));

      assertThat(failure.kind()).isEqualTo(DnsException.Kind.TEMPORARY);
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
