package io.conpool.dns.dnsjava;

import static io.conpool.spi.AddressFamily.IPV4;
import static io.conpool.spi.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.dns.dnsjava.FakeDnsServer.Question;
import io.conpool.dns.dnsjava.FakeDnsServer.Way;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Rcode;

class DnsjavaResolverProviderTest extends ResolverTest {

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
    assertThat(failure.ttl()).isEqualTo(Duration.ofMinutes(1));
    assertThat(server.names()).containsExactly("peer.test");
  }

  @Test
  void aNameWithoutAnAddressOfTheFamilyHasNoData() throws Exception {
    FakeDnsServer server = answering((query, question) -> Reply.to(query).denied("test."));
    DnsjavaResolverProvider resolver = resolver(server);

    DnsException six = failure(resolver, "peer.test", IPV6, LONG);

    assertThat(six.kind()).isEqualTo(DnsException.Kind.NO_DATA);
    assertThat(six).hasMessage("peer.test has no IPv6 address");
    assertThat(six.ttl()).isEqualTo(Duration.ofMinutes(1));
    assertThat(failure(resolver, "peer.test")).hasMessage("peer.test has no IPv4 address");
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
  void thatANameIsNowhereIsKeptNoLongerThanAnyZoneSays() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                Reply.to(query)
                    .code(Rcode.NXDOMAIN)
                    .authority(
                        ".",
                        question.name().equals("db.b.test") ? 7 : 60,
                        "SOA",
                        "ns.test. hostmaster.test. 1 3600 600 86400 60"));
    DnsjavaResolverProvider resolver =
        resolver(settings(server).searchDomains("a.test", "b.test"), LONG);

    assertThat(failure(resolver, "db").ttl()).isEqualTo(Duration.ofSeconds(7));
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
  @ValueSource(strings = {"", ".", "a..b", "bücher.test", "a b", "a\\.b", "127.0.0.1", "::1"})
  void whatIsNoNormalisedNameIsRefused(String hostname) throws Exception {
    FakeDnsServer server = kept(FakeDnsServer.silent());

    assertThatThrownBy(() -> resolve(resolver(server), hostname))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("hostname must be a name in ASCII without a trailing dot, was ");
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
