package io.conpool.dns.dnsjava;

import static io.conpool.spi.AddressFamily.IPV4;
import static io.conpool.spi.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.dns.dnsjava.FakeDnsServer.Question;
import io.conpool.dns.dnsjava.FakeDnsServer.Way;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

@Timeout(120)
class DnsjavaResolverProviderTest {

  /** Longer than any answer takes here. */
  private static final long LONG = TimeUnit.SECONDS.toNanos(30);

  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(20);

  private static final Network NOTHING = new Network(List.of(), new SearchPath(List.of(), 1));

  private final List<FakeDnsServer> servers = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void endServers() throws Exception {
    for (FakeDnsServer server : servers) {
      server.end();
    }
  }

  private FakeDnsServer answering(FakeDnsServer.Answers answers) throws IOException {
    return kept(FakeDnsServer.answering(answers));
  }

  private FakeDnsServer kept(FakeDnsServer server) {
    servers.add(server);
    return server;
  }

  /** Settings that leave nothing to the machine the test runs on. */
  private static DnsjavaSettings.Builder settings(FakeDnsServer... asked) {
    return DnsjavaSettings.builder()
        .servers(Stream.of(asked).map(FakeDnsServer::address).toArray(InetSocketAddress[]::new))
        .searchDomains()
        .withoutHostsFile();
  }

  private static DnsjavaResolverProvider resolver(DnsjavaSettings.Builder settings, long patience) {
    return new DnsjavaResolverProvider(new NameLookup(settings.build(), () -> NOTHING, patience));
  }

  /** One that asks no server twice. */
  private static DnsjavaResolverProvider resolver(FakeDnsServer... asked) {
    return resolver(settings(asked), LONG);
  }

  private static DnsAnswer resolve(DnsjavaResolverProvider resolver, String hostname)
      throws Exception {
    return resolver.resolve(hostname, IPV4, LONG);
  }

  private static DnsException failure(
      DnsjavaResolverProvider resolver, String hostname, AddressFamily family, long timeoutNanos) {
    DnsException failure =
        catchThrowableOfType(
            DnsException.class, () -> resolver.resolve(hostname, family, timeoutNanos));
    assertThat(failure).isNotNull();
    return failure;
  }

  private static DnsException failure(DnsjavaResolverProvider resolver, String hostname) {
    return failure(resolver, hostname, IPV4, LONG);
  }

  private static List<String> literals(DnsAnswer answer) {
    return answer.addresses().stream().map(InetAddress::getHostAddress).toList();
  }

  private static Reply peer(Message query) {
    return Reply.to(query).answer("peer.test.", 300, "A", "127.0.0.2");
  }

  @Test
  void anAnswerHasTheAddressesOfOneFamilyAndTheirTimeToLive() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                question.type().equals("A")
                    ? Reply.to(query)
                        .answer("peer.test.", 300, "A", "127.0.0.2")
                        .answer("peer.test.", 300, "A", "127.0.0.3")
                    : Reply.to(query).answer("peer.test.", 60, "AAAA", "::1"));
    DnsjavaResolverProvider resolver = resolver(server);

    DnsAnswer four = resolver.resolve("peer.test", IPV4, LONG);
    DnsAnswer six = resolver.resolve("peer.test", IPV6, LONG);

    assertThat(literals(four)).containsExactly("127.0.0.2", "127.0.0.3");
    assertThat(four.ttl()).isEqualTo(Duration.ofMinutes(5));
    assertThat(literals(six)).containsExactly("0:0:0:0:0:0:0:1");
    assertThat(six.ttl()).isEqualTo(Duration.ofMinutes(1));
    assertThat(server.questions())
        .containsExactly(
            new Question("peer.test", "A", Way.UDP, true),
            new Question("peer.test", "AAAA", Way.UDP, true));
  }

  @Test
  void anAddressBearsTheNameThatWasAskedFor() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                Reply.to(query)
                    .answer("peer.test.", 5, "CNAME", "other.test.")
                    .answer("other.test.", 300, "A", "127.0.0.2"));

    assertThat(resolve(resolver(server), "peer.test").addresses())
        .extracting(InetAddress::getHostName)
        .containsExactly("peer.test");
  }

  @Test
  void theShortestTimeToLiveOfAChainCounts() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                Reply.to(query)
                    .answer("peer.test.", 60, "CNAME", "b.test.")
                    .answer("b.test.", 5, "CNAME", "c.test.")
                    .answer("c.test.", 300, "A", "127.0.0.2"));

    DnsAnswer answer = resolve(resolver(server), "peer.test");

    assertThat(literals(answer)).containsExactly("127.0.0.2");
    assertThat(answer.ttl()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aChainThatTheServerLeavesOpenIsFollowed() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                question.name().equals("peer.test")
                    ? Reply.to(query).answer("peer.test.", 5, "CNAME", "c.elsewhere.")
                    : Reply.to(query).answer("c.elsewhere.", 300, "A", "127.0.0.2"));

    DnsAnswer answer = resolve(resolver(server), "peer.test");

    assertThat(literals(answer)).containsExactly("127.0.0.2");
    assertThat(answer.ttl()).isEqualTo(Duration.ofSeconds(5));
    assertThat(server.names()).containsExactly("peer.test", "c.elsewhere");
  }

  @Test
  void anAliasOfAnUnknownNameEndsTheSearch() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                question.name().equals("peer.test")
                    ? Reply.to(query).answer("peer.test.", 5, "CNAME", "c.elsewhere.")
                    : Reply.to(query).code(Rcode.NXDOMAIN).denied("elsewhere."));

    DnsException failure =
        failure(resolver(settings(server).searchDomains("a.test"), LONG), "peer.test");

    assertThat(failure.kind()).isEqualTo(DnsException.Kind.NO_SUCH_NAME);
    assertThat(failure).hasMessage("peer.test is an alias of a name that does not exist");
    assertThat(server.names()).containsExactly("peer.test", "c.elsewhere");
  }

  @Test
  void aliasesWithoutEndAreGivenUp() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                Reply.to(query)
                    .answer(question.name() + ".", 60, "CNAME", "x" + question.name() + "."));

    DnsException failure = failure(resolver(server), "peer.test");

    assertThat(failure.kind()).isEqualTo(DnsException.Kind.TEMPORARY);
    assertThat(failure).hasMessage("asking for peer.test: it is an alias of an alias without end");
    assertThat(server.names()).hasSize(17);
  }

  @Test
  void aNameThatDoesNotExistIsAskedForOnce() throws Exception {
    FakeDnsServer server =
        answering((query, question) -> Reply.to(query).code(Rcode.NXDOMAIN).denied("test."));

    DnsException failure = failure(resolver(server), "peer.test");

    assertThat(failure.kind()).isEqualTo(DnsException.Kind.NO_SUCH_NAME);
    assertThat(failure).hasMessage("there is no peer.test");
    assertThat(server.names()).containsExactly("peer.test");
  }

  @Test
  void aNameWithoutAnAddressOfTheFamilyHasNoData() throws Exception {
    FakeDnsServer server = answering((query, question) -> Reply.to(query).denied("test."));
    DnsjavaResolverProvider resolver = resolver(server);

    DnsException six = failure(resolver, "peer.test", IPV6, LONG);

    assertThat(six.kind()).isEqualTo(DnsException.Kind.NO_DATA);
    assertThat(six).hasMessage("peer.test has no IPv6 address");
    assertThat(failure(resolver, "peer.test")).hasMessage("peer.test has no IPv4 address");
  }

  @ParameterizedTest
  @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED})
  void anErrorOfTheServerIsTemporaryAndNotWaitedFor(int code) throws Exception {
    FakeDnsServer server = answering((query, question) -> Reply.to(query).code(code));

    DnsException failure = failure(resolver(server), "peer.test");

    assertThat(failure.kind()).isEqualTo(DnsException.Kind.TEMPORARY);
    assertThat(failure)
        .hasMessage(
            "asking for peer.test: 127.0.0.1:%d gave: %s",
            server.address().getPort(), Rcode.string(code))
        .hasCauseInstanceOf(IOException.class);
    assertThat(server.names()).containsExactly("peer.test");
  }

  @Test
  void whereOneServerFailsTheNextIsAsked() throws Exception {
    FakeDnsServer failing = answering((query, question) -> Reply.to(query).code(Rcode.SERVFAIL));
    FakeDnsServer next = answering((query, question) -> peer(query));

    assertThat(literals(resolve(resolver(failing, next), "peer.test")))
        .containsExactly("127.0.0.2");
    assertThat(failing.names()).containsExactly("peer.test");
  }

  @Test
  void whereOneServerIsSilentTheNextIsAsked() throws Exception {
    FakeDnsServer silent = kept(FakeDnsServer.silent());
    FakeDnsServer next = answering((query, question) -> peer(query));

    assertThat(literals(resolve(resolver(settings(silent, next), MOMENT), "peer.test")))
        .containsExactly("127.0.0.2");
    assertThat(silent.names()).isNotEmpty();
  }

  @Test
  void aSilentServerLeavesAShareOfTheTimeToTheNext() throws Exception {
    FakeDnsServer silent = kept(FakeDnsServer.silent());
    FakeDnsServer next = answering((query, question) -> peer(query));

    DnsAnswer answer =
        resolver(silent, next).resolve("peer.test", IPV4, TimeUnit.SECONDS.toNanos(2));

    assertThat(literals(answer)).containsExactly("127.0.0.2");
    assertThat(silent.names()).containsExactly("peer.test");
  }

  @Test
  void aQuestionThatGotLostIsAskedAgain() throws Exception {
    AtomicInteger lost = new AtomicInteger();
    FakeDnsServer server =
        kept(
            FakeDnsServer.start(
                (query, question) ->
                    lost.getAndIncrement() == 0 ? List.of() : List.of(peer(query).message())));

    assertThat(literals(resolve(resolver(settings(server), MOMENT), "peer.test")))
        .containsExactly("127.0.0.2");
    assertThat(server.names()).hasSizeGreaterThan(1);
  }

  @Test
  void silenceIsTemporaryWhenTheTimeIsOverAndNoSooner() throws Exception {
    FakeDnsServer server = kept(FakeDnsServer.silent());
    long timeout = TimeUnit.MILLISECONDS.toNanos(200);
    long begin = System.nanoTime();

    DnsException failure = failure(resolver(server), "peer.test", IPV4, timeout);

    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(timeout);
    assertThat(failure.kind()).isEqualTo(DnsException.Kind.TEMPORARY);
    assertThat(failure).hasMessageEndingWith("gave: no answer in time");
  }

  @Test
  void aServerThatIsNotThereIsNotWaitedFor() throws Exception {
    FakeDnsServer server = FakeDnsServer.silent();
    server.end();

    DnsException failure = failure(resolver(server), "peer.test");

    assertThat(failure.kind()).isEqualTo(DnsException.Kind.TEMPORARY);
    assertThat(failure).hasMessageEndingWith("gave: nobody listens there");
  }

  @Test
  void withoutAServerTheFailureSaysSo() {
    DnsjavaSettings.Builder none = DnsjavaSettings.builder().withoutHostsFile();

    assertThat(failure(resolver(none, LONG), "peer.test"))
        .hasMessage("asking for peer.test: there is no name server");
  }

  @Test
  void anInterruptEndsTheCall() throws Exception {
    FakeDnsServer server = kept(FakeDnsServer.silent());
    DnsjavaResolverProvider resolver = resolver(server);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                resolver.resolve("peer.test", IPV4, TimeUnit.HOURS.toNanos(1));
              } catch (Throwable e) {
                thrown.complete(e);
              }
            });
    caller.start();
    server.awaitQuestion();

    caller.interrupt();

    assertThat(thrown.get(LONG, TimeUnit.NANOSECONDS)).isInstanceOf(InterruptedException.class);
    caller.join();
    assertThat(server.names()).containsExactly("peer.test");
  }

  @Test
  void anInterruptedThreadAsksNobody() throws Exception {
    FakeDnsServer server = kept(FakeDnsServer.silent());
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> resolve(resolver(server), "peer.test"))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(server.questions()).isEmpty();
  }

  @Test
  void anAnswerThatDoesNotFitADatagramComesOverTcp() throws Exception {
    int count = 200;
    FakeDnsServer server =
        answering(
            (query, question) -> {
              Reply reply = Reply.to(query);
              for (int i = 0; i < count; i++) {
                reply.answer("peer.test.", 300, "A", "127.0.1." + i);
              }
              return reply;
            });

    assertThat(resolve(resolver(server), "peer.test").addresses()).hasSize(count);
    assertThat(server.questions())
        .containsExactly(
            new Question("peer.test", "A", Way.UDP, true),
            new Question("peer.test", "A", Way.TCP, true));
  }

  /** Says over UDP that TCP is needed. */
  private static Reply cut(Message query) {
    Reply reply = Reply.to(query);
    reply.message().getHeader().setFlag(Flags.TC);
    return reply;
  }

  @Test
  void halfAnAnswerIsTemporary() throws Exception {
    FakeDnsServer server =
        kept(
            FakeDnsServer.start(
                (query, question) ->
                    question.way() == Way.UDP ? List.of(cut(query).message()) : List.of()));

    DnsException failure = failure(resolver(server), "peer.test");

    assertThat(failure.kind()).isEqualTo(DnsException.Kind.TEMPORARY);
    assertThat(failure).hasMessageEndingWith("gave: half an answer");
  }

  @Test
  void anAnswerToAnotherQuestionOverTcpIsTemporary() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                question.way() == Way.UDP
                    ? cut(query)
                    : Reply.to(query, query.getHeader().getID() ^ 1, query.getQuestion()));

    DnsException failure = failure(resolver(server), "peer.test");

    assertThat(failure.kind()).isEqualTo(DnsException.Kind.TEMPORARY);
    assertThat(failure).hasMessageEndingWith("gave: an answer to another question");
  }

  @Test
  void repliesThatAnswerSomethingElseAreNotTaken() throws Exception {
    Record other = Record.newRecord(Name.fromConstantString("other.test."), Type.A, DClass.IN);
    Record otherType =
        Record.newRecord(Name.fromConstantString("peer.test."), Type.AAAA, DClass.IN);
    FakeDnsServer server =
        kept(
            FakeDnsServer.start(
                (query, question) -> {
                  int id = query.getHeader().getID();
                  return List.of(
                      query,
                      forged(Reply.to(query, id ^ 1, query.getQuestion())),
                      forged(Reply.to(query, id, other)),
                      forged(Reply.to(query, id, otherType)),
                      forged(Reply.withoutQuestion(query)),
                      peer(query).message());
                }));

    assertThat(literals(resolve(resolver(server), "peer.test"))).containsExactly("127.0.0.2");
    assertThat(server.names()).containsExactly("peer.test");
  }

  private static Message forged(Reply reply) {
    return reply.answer("peer.test.", 300, "A", "127.0.0.66").message();
  }

  @Test
  void aServerThatKnowsNoExtensionsIsAskedWithoutThem() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                question.extended()
                    ? Reply.withoutQuestion(query).code(Rcode.FORMERR)
                    : peer(query));

    assertThat(literals(resolve(resolver(server), "peer.test"))).containsExactly("127.0.0.2");
    assertThat(server.questions()).extracting(Question::extended).containsExactly(true, false);
  }

  @Test
  void theHostsFileGoesFirstAndTellsNoTimeToLive() throws Exception {
    FakeDnsServer server = answering((query, question) -> peer(query));
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.9 listed.test\n");
    DnsjavaResolverProvider resolver = resolver(settings(server).hostsFile(hosts), LONG);

    DnsAnswer listed = resolve(resolver, "listed.test");

    assertThat(literals(listed)).containsExactly("127.0.0.9");
    assertThat(listed.ttl()).isNull();
    assertThat(failure(resolver, "listed.test", IPV6, LONG).kind())
        .isEqualTo(DnsException.Kind.NO_DATA);
    assertThat(server.questions()).isEmpty();
    assertThat(literals(resolve(resolver, "peer.test"))).containsExactly("127.0.0.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "some.localhost"})
  void localhostIsLoopbackWhateverServersSay(String hostname) throws Exception {
    FakeDnsServer server = kept(FakeDnsServer.silent());
    DnsjavaResolverProvider resolver = resolver(server);

    assertThat(literals(resolver.resolve(hostname, IPV4, LONG))).containsExactly("127.0.0.1");
    assertThat(literals(resolver.resolve(hostname, IPV6, LONG))).containsExactly("0:0:0:0:0:0:0:1");
    assertThat(server.questions()).isEmpty();
  }

  @Test
  void noServerIsAskedForAnInvalidName() throws Exception {
    FakeDnsServer server = kept(FakeDnsServer.silent());

    assertThat(failure(resolver(server), "some.invalid").kind())
        .isEqualTo(DnsException.Kind.NO_SUCH_NAME);
    assertThat(server.questions()).isEmpty();
  }

  @Test
  void aShortNameIsLookedForInTheSearchDomains() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                question.name().equals("db.b.test")
                    ? Reply.to(query).answer("db.b.test.", 300, "A", "127.0.0.2")
                    : Reply.to(query).code(Rcode.NXDOMAIN));
    DnsjavaResolverProvider resolver =
        resolver(settings(server).searchDomains("a.test", "b.test"), LONG);

    assertThat(literals(resolve(resolver, "db"))).containsExactly("127.0.0.2");
    assertThat(server.names()).containsExactly("db.a.test", "db.b.test");
  }

  @Test
  void aNameThatIsInNoDomainIsNoSuchName() throws Exception {
    FakeDnsServer server = answering((query, question) -> Reply.to(query).code(Rcode.NXDOMAIN));
    DnsjavaResolverProvider resolver =
        resolver(settings(server).searchDomains("a.test", "b.test"), LONG);

    assertThat(failure(resolver, "db").kind()).isEqualTo(DnsException.Kind.NO_SUCH_NAME);
    assertThat(server.names()).containsExactly("db.a.test", "db.b.test", "db");
  }

  @Test
  void theSearchEndsAtANameWithoutData() throws Exception {
    FakeDnsServer server = answering((query, question) -> Reply.to(query).denied("a.test."));
    DnsjavaResolverProvider resolver =
        resolver(settings(server).searchDomains("a.test", "b.test"), LONG);

    assertThat(failure(resolver, "db").kind()).isEqualTo(DnsException.Kind.NO_DATA);
    assertThat(server.names()).containsExactly("db.a.test");
  }

  @Test
  void theSearchEndsAtANameThatNoServerTells() throws Exception {
    FakeDnsServer server = answering((query, question) -> Reply.to(query).code(Rcode.SERVFAIL));
    DnsjavaResolverProvider resolver =
        resolver(settings(server).searchDomains("a.test", "b.test"), LONG);

    assertThat(failure(resolver, "db").kind()).isEqualTo(DnsException.Kind.TEMPORARY);
    assertThat(server.names()).containsExactly("db.a.test");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "peer.test.", "a..b", "bücher.test", "a b", "a\\.b", "127.0.0.1", "::1"})
  void whatIsNoNormalisedNameIsRefused(String hostname) throws Exception {
    FakeDnsServer server = kept(FakeDnsServer.silent());

    assertThatThrownBy(() -> resolve(resolver(server), hostname))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hostname must be a name in ASCII without a trailing dot, was " + hostname);
    assertThat(server.questions()).isEmpty();
  }

  @Test
  void bothFamiliesInOneQuestionAreRefused() throws Exception {
    FakeDnsServer server = kept(FakeDnsServer.silent());
    DnsjavaResolverProvider resolver = resolver(server);

    assertThat(resolver.joint()).isFalse();
    assertThatThrownBy(() -> resolver.resolve("peer.test", AddressFamily.ANY, LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("family must be IPV4 or IPV6, was ANY");
  }

  @Test
  void aNameThatIsTooLongDoesNotExist() throws Exception {
    FakeDnsServer server = kept(FakeDnsServer.silent());

    DnsException failure = failure(resolver(server), "x".repeat(64) + ".test");

    assertThat(failure.kind()).isEqualTo(DnsException.Kind.NO_SUCH_NAME);
    assertThat(failure).hasMessageEndingWith("x.test is too long for DNS");
    assertThat(server.questions()).isEmpty();
  }

  @Test
  void noThreadIsStarted() throws Exception {
    FakeDnsServer server = answering((query, question) -> peer(query));
    resolve(resolver(server), "peer.test");

    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("dnsjava"));
  }
}
