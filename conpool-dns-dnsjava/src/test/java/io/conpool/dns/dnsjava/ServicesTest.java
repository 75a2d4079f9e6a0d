package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.conpool.dns.dnsjava.FakeDnsServer.Question;
import io.conpool.dns.dnsjava.FakeDnsServer.Way;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsService;
import io.conpool.spi.DnsServices;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

/** Servers of services, by SRV records. */
class ServicesTest extends ResolverTest {

  private static final String SERVICE = "_redis._tcp.test";
  private static final String OWNER = SERVICE + ".";

  private DnsServices services(FakeDnsServer server) throws Exception {
    return resolver(server).services(SERVICE, LONG);
  }

  private DnsException failure(FakeDnsServer server) {
    DnsException failure = catchThrowableOfType(DnsException.class, () -> services(server));
    assertThat(failure).isNotNull();
    return failure;
  }

  @Test
  void everyServerIsToldWithTheShortestTimeToLive() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                Reply.to(query)
                    .answer(OWNER, 300, "SRV", "10 60 6379 Big.Test.")
                    .answer(OWNER, 200, "SRV", "10 0 6380 small.test.")
                    .answer(OWNER, 300, "SRV", "65535 65535 65535 last"));

    DnsServices found = services(server);

    assertThat(found.services())
        .containsExactly(
            new DnsService("big.test.", 6379, 10, 60),
            new DnsService("small.test.", 6380, 10, 0),
            new DnsService("last.", 65_535, 65_535, 65_535));
    assertThat(found.ttl()).isEqualTo(Duration.ofSeconds(200));
    assertThat(server.questions()).containsExactly(new Question(SERVICE, "SRV", Way.UDP, true));
  }

  @Test
  void anAliasIsFollowed() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                Reply.to(query)
                    .answer(OWNER, 5, "CNAME", "_redis._tcp.b.test.")
                    .answer("_redis._tcp.b.test.", 300, "SRV", "0 0 6379 peer.test."));

    assertThat(services(server).services())
        .containsExactly(new DnsService("peer.test.", 6379, 0, 0));
    assertThat(services(server).ttl()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aServiceThatIsDecidedlyNotOfferedHasNoData() throws Exception {
    FakeDnsServer server =
        answering((query, question) -> Reply.to(query).answer(OWNER, 300, "SRV", "0 0 0 ."));

    DnsException failure = failure(server);

    assertThat(failure.kind()).isEqualTo(DnsException.Kind.NO_DATA);
    assertThat(failure).hasMessage("_redis._tcp.test is not offered");
    assertThat(failure.ttl()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aRecordThatNobodyCanConnectByIsLeftOut() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                Reply.to(query)
                    .answer(OWNER, 300, "SRV", "0 0 0 peer.test.")
                    .answer(OWNER, 300, "SRV", "0 0 80 127.0.0.1.")
                    .answer(OWNER, 300, "SRV", "0 0 80 a\\.b.test.")
                    .answer(OWNER, 300, "SRV", "0 0 80 ."));
    assertThat(failure(server).kind()).isEqualTo(DnsException.Kind.NO_DATA);

    FakeDnsServer other =
        answering(
            (query, question) ->
                Reply.to(query)
                    .answer(OWNER, 300, "SRV", "0 0 80 127.0.0.1.")
                    .answer(OWNER, 300, "SRV", "0 0 80 peer.test."));
    assertThat(services(other).services()).containsExactly(new DnsService("peer.test.", 80, 0, 0));
  }

  @Test
  void onlyAddressesInPlaceOfNamesAreNoData() throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) -> Reply.to(query).answer(OWNER, 300, "SRV", "0 0 80 127.0.0.1."));

    assertThat(failure(server)).hasMessage("_redis._tcp.test has no server that can be asked");
  }

  @Test
  void aServiceThatIsNotThereSaysForHowLong() throws Exception {
    DnsException unknown =
        failure(
            answering((query, question) -> Reply.to(query).code(Rcode.NXDOMAIN).denied("test.")));
    DnsException empty = failure(answering((query, question) -> Reply.to(query).denied("test.")));

    assertThat(unknown.kind()).isEqualTo(DnsException.Kind.NO_SUCH_NAME);
    assertThat(unknown).hasMessage("there is no _redis._tcp.test");
    assertThat(empty.kind()).isEqualTo(DnsException.Kind.NO_DATA);
    assertThat(empty).hasMessage("_redis._tcp.test has no SRV record");
    assertThat(unknown.ttl()).isEqualTo(empty.ttl()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aServerThatFailsIsTemporary() throws Exception {
    FakeDnsServer server = answering((query, question) -> Reply.to(query).code(Rcode.SERVFAIL));

    assertThat(failure(server).kind()).isEqualTo(DnsException.Kind.TEMPORARY);
  }

  @Test
  void aNameThatIsNotNormalisedIsRefused() throws Exception {
    FakeDnsServer server = kept(FakeDnsServer.silent());

    assertThatThrownBy(() -> resolver(server).services(OWNER, LONG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("name must be a name in ASCII without a trailing dot, was " + OWNER);
  }

  @Test
  void noSearchPathAppliesToAServiceOrItsServers() throws Exception {
    FakeDnsServer wildcard =
        answering(
            (query, question) -> {
              boolean elsewhere = question.name().endsWith("corp.test");
              if (question.type().equals("SRV")) {
                return Reply.to(query).answer(OWNER, 300, "SRV", "0 0 80 peer.test.");
              }
              return Reply.to(query)
                  .answer(question.name() + ".", 300, "A", elsewhere ? "127.0.0.66" : "127.0.0.2");
            });
    DnsjavaResolverProvider resolver =
        resolver(settings(wildcard).searchDomains("corp.test").ndots(5), LONG);

    String target = resolver.services(SERVICE, LONG).services().get(0).target();

    assertThat(target).isEqualTo("peer.test.");
    assertThat(ResolverTest.literals(resolve(resolver, target))).containsExactly("127.0.0.2");
    assertThat(wildcard.questions())
        .extracting(Question::name)
        .containsExactly(SERVICE, "peer.test");
  }
}
