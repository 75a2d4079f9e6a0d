package io.conpool.dns.dnsjava;

import static io.conpool.spi.AddressFamily.IPV4;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.dns.dnsjava.FakeDnsServer.Question;
import io.conpool.dns.dnsjava.FakeDnsServer.Way;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Servers that fail, are silent or say something else. */
class ServersTest extends ResolverTest {

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

  @ParameterizedTest
  @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED})
  void anErrorWithoutTheQuestionIsNotWaitedForEither(int code) throws Exception {
    FakeDnsServer failing = answering((query, question) -> Reply.withoutQuestion(query).code(code));

    assertThat(failure(resolver(failing), "peer.test"))
        .hasMessageEndingWith("gave: " + Rcode.string(code));
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

  @ParameterizedTest
  @ValueSource(ints = {Rcode.FORMERR, Rcode.NOTIMP})
  void aServerThatKnowsNoExtensionsIsAskedWithoutThem(int code) throws Exception {
    FakeDnsServer server =
        answering(
            (query, question) ->
                question.extended() ? Reply.withoutQuestion(query).code(code) : peer(query));

    assertThat(literals(resolve(resolver(server), "peer.test"))).containsExactly("127.0.0.2");
    assertThat(server.questions()).extracting(Question::extended).containsExactly(true, false);
  }

  @Test
  void aServerOfAFamilyThatTheSystemDoesNotHaveIsPassedOver() throws Exception {
    FakeDnsServer next = answering((query, question) -> peer(query));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.net.preferIPv4Stack=true",
                "-Dio.conpool.dns.dnsjava.servers=::1,127.0.0.1:" + next.address().getPort(),
                "-Dio.conpool.dns.dnsjava.search=none",
                "-Dio.conpool.dns.dnsjava.hosts-file=none",
                "-cp",
                System.getProperty("java.class.path"),
                Ask.class.getName(),
                "peer.test")
            .redirectErrorStream(true)
            .start();

    assertThat(new String(child.getInputStream().readAllBytes(), US_ASCII))
        .endsWith("[peer.test/127.0.0.2]" + System.lineSeparator());
    assertThat(child.waitFor()).isZero();
  }

  /** Tells the addresses of the name it is called with. */
  static final class Ask {

    private Ask() {}

    public static void main(String... arguments) throws Exception {
      System.out.println(
          new DnsjavaResolverProvider().resolve(arguments[0], IPV4, LONG).addresses());
    }
  }
}
