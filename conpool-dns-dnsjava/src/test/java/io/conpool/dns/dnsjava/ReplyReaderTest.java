package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class ReplyReaderTest {

  private static final Name WWW = Name.fromConstantString("www.test.");

  private static final Message QUERY = Message.newQuery(Record.newRecord(WWW, Type.A, DClass.IN));

  /** What zones here say of how long nothing is in them. */
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Finding read(Reply reply) throws IOException {
    return new ReplyReader(reply.message(), Type.A).read(WWW);
  }

  private static Finding.Found found(long seconds, String... addresses) {
    return found("www.test.", seconds, addresses);
  }

  private static Finding.Found found(String owner, long seconds, String... addresses) {
    return new Finding.Found(
        Stream.of(addresses).map(each -> Reply.record(owner, 300, "A", each)).toList(),
        Duration.ofSeconds(seconds));
  }

  private static Reply reply() {
    return Reply.to(QUERY);
  }

  @Test
  void everyAddressOfTheNameCountsAndNoOther() throws IOException {
    Finding finding =
        read(
            reply()
                .answer("www.test.", 300, "A", "127.0.0.2")
                .answer("other.test.", 1, "A", "127.0.0.9")
                .answer("www.test.", 300, "AAAA", "::1")
                .answer("WWW.test.", 300, "A", "127.0.0.3"));

    assertThat(finding).isEqualTo(found(300, "127.0.0.2", "127.0.0.3"));
  }

  @Test
  void theShortestTimeToLiveOfTheAddressesCounts() throws IOException {
    Finding finding =
        read(
            reply()
                .answer("www.test.", 300, "A", "127.0.0.2")
                .answer("www.test.", 20, "A", "127.0.0.3"));

    assertThat(finding)
        .isInstanceOfSatisfying(
            Finding.Found.class, found -> assertThat(found.ttl()).hasSeconds(20));
  }

  @Test
  void theShortestTimeToLiveOfAChainCountsInWhateverOrderItComes() throws IOException {
    Finding finding =
        read(
            reply()
                .answer("c.test.", 300, "A", "127.0.0.2")
                .answer("b.test.", 5, "CNAME", "c.test.")
                .answer("www.test.", 60, "CNAME", "b.test."));

    assertThat(finding).isEqualTo(found("c.test.", 5, "127.0.0.2"));
  }

  @Test
  void aTimeToLiveOfMoreThan31BitsIsNone() throws IOException {
    byte[] wire = Reply.record("www.test.", 300, "A", "127.0.0.2").toWire(Section.ANSWER);
    int typeAndClass = 2 * Short.BYTES;
    ByteBuffer.wrap(wire).putInt(WWW.length() + typeAndClass, Integer.MIN_VALUE + 300);

    Finding finding = read(reply().answer(Record.fromWire(wire, Section.ANSWER)));

    assertThat(finding).isEqualTo(found(0, "127.0.0.2"));
  }

  @Test
  void aChainThatLeadsOutOfTheReplyIsLeftOpen() throws IOException {
    Finding finding =
        read(
            reply()
                .answer("www.test.", 60, "CNAME", "b.test.")
                .answer("b.test.", 7, "CNAME", "c.elsewhere.")
                .denied("test."));

    assertThat(finding)
        .isEqualTo(
            new Finding.Alias(Name.fromConstantString("c.elsewhere."), Duration.ofSeconds(7)));
  }

  @Test
  void anUnknownNameIsNoSuchName() throws IOException {
    assertThat(read(reply().code(Rcode.NXDOMAIN).denied("test.")))
        .isEqualTo(new Finding.NoSuchName(MINUTE));
  }

  @Test
  void anAliasOfAnUnknownNameIsAName() throws IOException {
    Reply reply = reply().code(Rcode.NXDOMAIN).answer("www.test.", 60, "CNAME", "b.test.");

    assertThat(read(reply.denied("test."))).isEqualTo(new Finding.DanglingAlias(MINUTE));
  }

  @Test
  void aNameThatItsZoneHasNoMoreOfHasNoData() throws IOException {
    assertThat(read(reply().denied("test."))).isEqualTo(new Finding.NoData(MINUTE));
    assertThat(read(reply().authority("test.", "NS", "ns.test.").denied("test.")))
        .isEqualTo(new Finding.NoData(MINUTE));
    assertThat(read(reply().answer("www.test.", 60, "CNAME", "b.test.").denied("test.")))
        .isEqualTo(new Finding.NoData(MINUTE));
  }

  @Test
  void aReplyWithNothingInItIsNoData() throws IOException {
    assertThat(read(reply())).isEqualTo(new Finding.NoData(Duration.ZERO));
  }

  private static Reply denied(long ttl, long minimum) {
    return reply()
        .authority("test.", ttl, "SOA", "ns.test. hostmaster.test. 1 3600 600 86400 " + minimum);
  }

  @ParameterizedTest
  @CsvSource({"10, 60, 10", "60, 10, 10", "60, 0, 0", "10, 4294967295, 0"})
  void nothingIsKeptForTheShorterOneOfTheZonesTimes(long ttl, long minimum, long kept)
      throws IOException {
    Duration shorter = Duration.ofSeconds(kept);

    assertThat(read(denied(ttl, minimum).code(Rcode.NXDOMAIN)))
        .isEqualTo(new Finding.NoSuchName(shorter));
    assertThat(read(denied(ttl, minimum))).isEqualTo(new Finding.NoData(shorter));
  }

  @Test
  void nothingAtTheEndOfAliasesIsKeptNoLongerThanThese() throws IOException {
    Reply none = denied(60, 60).answer("www.test.", 7, "CNAME", "b.test.");

    assertThat(read(none)).isEqualTo(new Finding.NoData(Duration.ofSeconds(7)));
    assertThat(read(none.code(Rcode.NXDOMAIN)))
        .isEqualTo(new Finding.DanglingAlias(Duration.ofSeconds(7)));
  }

  @Test
  void withoutTheZonesWordNobodyKnowsHowLongThereIsNothing() throws IOException {
    assertThat(read(reply().code(Rcode.NXDOMAIN))).isEqualTo(new Finding.NoSuchName(Duration.ZERO));
    assertThat(read(reply().code(Rcode.NXDOMAIN).denied("elsewhere.")))
        .isEqualTo(new Finding.NoSuchName(Duration.ZERO));
  }

  @Test
  void aReferralTellsNothing() {
    assertThatThrownBy(() -> read(reply().authority("test.", "NS", "ns.test.")))
        .isInstanceOf(IOException.class)
        .hasMessage("a referral to other servers");
  }

  @ParameterizedTest
  @ValueSource(ints = {Rcode.FORMERR, Rcode.SERVFAIL, Rcode.NOTIMP, Rcode.REFUSED})
  void anErrorTellsNothing(int code) {
    assertThatThrownBy(() -> read(reply().code(code)))
        .isInstanceOf(IOException.class)
        .hasMessage(Rcode.string(code));
  }

  @Test
  void aLoopOfAliasesTellsNothing() {
    Reply loop =
        reply()
            .answer("www.test.", 60, "CNAME", "b.test.")
            .answer("b.test.", 60, "CNAME", "www.test.");

    assertThatThrownBy(() -> read(loop))
        .isInstanceOf(IOException.class)
        .hasMessage("more than 16 aliases in a row");
  }
}
