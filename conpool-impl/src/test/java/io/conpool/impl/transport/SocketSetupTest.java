package io.conpool.impl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.SocketOptions.KeepAlive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketSetupTest {

  private static final InetAddress PEER = address("127.0.0.1");

  private SocketChannel channel;

  @BeforeEach
  void open() throws IOException {
    channel = SocketChannel.open();
  }

  @AfterEach
  void close() throws IOException {
    channel.close();
  }

  private static InetAddress address(String literal) {
    return new InetSocketAddress(literal, 0).getAddress();
  }

  private static SocketOptions keepAlive(KeepAlive keepAlive) {
    return new SocketOptions(true, keepAlive, 0, 0, null);
  }

  private static SocketOptions from(String source) {
    return new SocketOptions(true, null, 0, 0, address(source));
  }

  private int detail(String name) throws IOException {
    return channel.getOption(SocketSetup.detail(name, channel.supportedOptions()));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void smallWritesWaitOrDoNot(boolean noDelay) throws IOException {
    new SocketSetup(new SocketOptions(noDelay, null, 0, 0, null)).apply(channel, PEER);

    assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isEqualTo(noDelay);
  }

  @Test
  void whatIsTheSystemsIsLeftToIt() throws IOException {
    try (SocketChannel untouched = SocketChannel.open()) {
      new SocketSetup(SocketOptions.defaults()).apply(channel, PEER);

      for (SocketOption<?> option :
          Set.of(
              StandardSocketOptions.SO_RCVBUF,
              StandardSocketOptions.SO_SNDBUF,
              StandardSocketOptions.SO_KEEPALIVE,
              StandardSocketOptions.SO_LINGER)) {
        Object value = channel.getOption(option);
        assertThat(value).as(option.name()).isEqualTo(untouched.getOption(option));
      }
      assertThat(channel.getLocalAddress()).isNull();
    }
  }

  @Test
  void theBuffersHaveTheirSizes() throws IOException {
    new SocketSetup(new SocketOptions(true, null, 20_000, 30_000, null)).apply(channel, PEER);

    assertThat(channel.getOption(StandardSocketOptions.SO_RCVBUF)).isEqualTo(20_000);
    assertThat(channel.getOption(StandardSocketOptions.SO_SNDBUF)).isEqualTo(30_000);
  }

  @Test
  void keepAliveAloneLeavesItsDetailsToTheSystem() throws IOException {
    int idle = detail("TCP_KEEPIDLE");
    int interval = detail("TCP_KEEPINTERVAL");
    int count = detail("TCP_KEEPCOUNT");

    new SocketSetup(keepAlive(new KeepAlive(Duration.ZERO, Duration.ZERO, 0))).apply(channel, PEER);

    assertThat(channel.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
    assertThat(detail("TCP_KEEPIDLE")).isEqualTo(idle);
    assertThat(detail("TCP_KEEPINTERVAL")).isEqualTo(interval);
    assertThat(detail("TCP_KEEPCOUNT")).isEqualTo(count);
  }

  @Test
  void theDetailsOfKeepAliveAreInWholeSecondsRoundedUp() throws IOException {
    new SocketSetup(keepAlive(new KeepAlive(Duration.ofMillis(30_001), Duration.ofSeconds(5), 4)))
        .apply(channel, PEER);

    assertThat(detail("TCP_KEEPIDLE")).isEqualTo(31);
    assertThat(detail("TCP_KEEPINTERVAL")).isEqualTo(5);
    assertThat(detail("TCP_KEEPCOUNT")).isEqualTo(4);
  }

  @Test
  void aDetailThatIsNotThereNamesTheModuleThatHasIt() {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(
            () -> SocketSetup.detail("TCP_KEEPIDLE", Set.of(StandardSocketOptions.SO_KEEPALIVE)))
        .withMessageContaining("TCP_KEEPIDLE cannot be set here: add the module jdk.net");
  }

  @Test
  void theSocketIsBoundToTheSourceAddressWithAnyPort() throws IOException {
    new SocketSetup(from("127.0.0.2")).apply(channel, PEER);

    InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
    assertThat(local.getAddress()).isEqualTo(address("127.0.0.2"));
    assertThat(local.getPort()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.2, ::1, 0:0:0:0:0:0:0:1", "::1, 127.0.0.1, 127.0.0.1"})
  void aSourceAddressOfTheOtherFamilyReachesNobody(String source, String peer, String shown) {
    assertThatIOException()
        .isThrownBy(() -> new SocketSetup(from(source)).apply(channel, address(peer)))
        .withMessageStartingWith("the source address ")
        .withMessageEndingWith(" cannot reach " + shown);
  }

  @Test
  void aSourceAddressThatIsNotThisMachinesIsAFailureThatNamesIt() {
    assertThatIOException()
        .isThrownBy(() -> new SocketSetup(from("192.0.2.1")).apply(channel, PEER))
        .withMessageStartingWith("the source address 192.0.2.1 cannot be used: ")
        .withCauseInstanceOf(IOException.class);
  }
}
