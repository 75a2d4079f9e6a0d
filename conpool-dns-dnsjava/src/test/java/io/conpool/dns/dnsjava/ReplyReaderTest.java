package io.conpool.dns.dnsjava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Address;
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

  private static Finding read(Reply reply) throws IOException {
    return new ReplyReader(reply.message(), Type.A).read(WWW);
  }

  private static InetAddress address(String literal) throws UnknownHostException {
    return Address.getByAddress(literal);
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

    assertThat(finding)
        .isEqualTo(new Finding.Addresses(List.of(address("127.0.0.2"), address("127.0.0.3")), 300));
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
            Finding.Addresses.class, found -> assertThat(found.seconds()).isEqualTo(20));
  }

  @Test
  void theShortestTimeToLiveOfAChainCountsInWhateverOrderItComes() throws IOException {
    Finding finding =
        read(
            reply()
                .answer("c.test.", 300, "A", "127.0.0.2")
                .answer("b.test.", 5, "CNAME", "c.test.")
                .answer("www.test.", 60, "CNAME", "b.test."));

    assertThat(finding).isEqualTo(new Finding.Addresses(List.of(address("127.0.0.2")), 5));
  }

  @Test
  void aTimeToLiveOfMoreThan31BitsIsNone() throws IOException {
    byte[] wire = Reply.record("www.test.", 300, "A", "127.0.0.2").toWire(Section.ANSWER);
    int typeAndClass = 2 * Short.BYTES;
    ByteBuffer.wrap(wire).putInt(WWW.length() + typeAndClass, Integer.MIN_VALUE + 300);

    Finding finding = read(reply().answer(Record.fromWire(wire, Section.ANSWER)));

    assertThat(finding).isEqualTo(new Finding.Addresses(List.of(address("127.0.0.2")), 0));
  }

  @Test
  void aChainThatLeadsOutOfTheReplyIsLeftOpen() throws IOException {
    Finding finding =
        read(
            reply()
                .answer("www.test.", 60, "CNAME", "b.test.")
                .answer("b.test.", 7, "CNAME", "c.elsewhere.")
                .denied("test."));

    assertThat(finding).isEqualTo(new Finding.Alias(Name.fromConstantString("c.elsewhere."), 7));
  }

  @Test
  void anUnknownNameIsNoSuchName() throws IOException {
    assertThat(read(reply().code(Rcode.NXDOMAIN).denied("test.")))
        .isEqualTo(new Finding.NoSuchName());
  }

  @Test
  void anAliasOfAnUnknownNameIsAName() throws IOException {
    Reply reply = reply().code(Rcode.NXDOMAIN).answer("www.test.", 60, "CNAME", "b.test.");

    assertThat(read(reply.denied("test."))).isEqualTo(new Finding.DanglingAlias());
  }

  @Test
  void aNameThatItsZoneHasNoMoreOfHasNoData() throws IOException {
    assertThat(read(reply().denied("test."))).isEqualTo(new Finding.NoData());
    assertThat(read(reply().authority("test.", "NS", "ns.test.").denied("test.")))
        .isEqualTo(new Finding.NoData());
    assertThat(read(reply().answer("www.test.", 60, "CNAME", "b.test.").denied("test.")))
        .isEqualTo(new Finding.NoData());
  }

  @Test
  void aReplyWithNothingInItIsNoData() throws IOException {
    assertThat(read(reply())).isEqualTo(new Finding.NoData());
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
