package io.conpool.impl.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.spi.SocketOptions;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

// Long because it is one contract, with a test for each of its sentences.

/**
 * What every transport must do, over real sockets, on every kind of thread.
 *
 * <p>For a transport of your own extend it in a class of conpool-it whose name ends in {@code IT}.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.conpool.impl.transport.ThreadKind#available")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class TransportContract {

  static final long NO_LIMIT = 0;
  static final long LONG = 60_000_000_000L;
  static final long SHORT = 5_000_000;
  private static final int EIGHT_MIB = 8 << 20;
  private static final int FLOOD = 64 << 20;

  @Parameter ThreadKind kind;

  LoopbackServer server;
  Transport transport;

  /** Starts what the transport is to connect to. */
  protected abstract LoopbackServer listen() throws IOException;

  /** Whose transports are tested. */
  protected abstract TransportProvider provider();

  @BeforeEach
  void open() throws IOException {
    server = listen();
    transport = provider().open(server.address(), SocketOptions.defaults());
  }

  @AfterEach
  void close() throws IOException {
    transport.close();
    server.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {NO_LIMIT, LONG})
  void aReadWaitsForTheFirstByte(long timeout) throws Exception {
    SocketChannel peer = connect();
    ByteBuffer target = ByteBuffer.allocate(10);
    Call<Integer> read = start(() -> transport.read(target, timeout)).awaitBlocked();
    peer.write(bytes("hello"));
    assertThat(read.result()).isEqualTo(5);
    assertThat(text(target)).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(longs = {NO_LIMIT, LONG})
  void aReadFillsFromPositionToLimit(long timeout) throws Exception {
    SocketChannel peer = connect();
    peer.write(bytes("abcd"));
    byte[] array = "........".getBytes(US_ASCII);
    ByteBuffer onHeap = ByteBuffer.wrap(array, 2, 5).slice().position(1).limit(3);
    ByteBuffer direct = ByteBuffer.allocateDirect(8).position(1).limit(3);
    assertThat(call(() -> transport.read(onHeap, timeout))).isEqualTo(2);
    assertThat(call(() -> transport.read(direct, timeout))).isEqualTo(2);
    assertThat(new String(array, US_ASCII)).isEqualTo("...ab...");
    assertThat(onHeap.position()).isEqualTo(3);
    assertThat(direct.position()).isEqualTo(3);
    assertThat(direct.get(1)).isEqualTo((byte) 'c');
    assertThat(direct.get(2)).isEqualTo((byte) 'd');
  }

  @ParameterizedTest
  @ValueSource(longs = {NO_LIMIT, LONG})
  void aReadWithoutRoomReturnsAtOnce(long timeout) throws Exception {
    connect();
    assertThat(call(() -> transport.read(ByteBuffer.allocate(0), timeout))).isZero();
  }

  @Test
  void aTimedOutReadLeavesTheStreamIntact() throws Exception {
    SocketChannel peer = connect();
    ByteBuffer target = ByteBuffer.allocate(10);
    assertThatThrownBy(() -> call(() -> transport.read(target, SHORT)))
        .isInstanceOf(SocketTimeoutException.class);
    peer.write(bytes("late"));
    assertThat(call(() -> transport.read(target, LONG))).isEqualTo(4);
    assertThat(text(target)).isEqualTo("late");
    call(() -> transport.write(bytes("still open")));
    assertThat(receive(peer, 10)).isEqualTo("still open");
  }

  @Test
  void theShortestTimeoutStillEndsTheRead() throws Exception {
    connect();
    assertThatThrownBy(() -> call(() -> transport.read(ByteBuffer.allocate(1), 1)))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void aTimeoutDoesNotOutliveItsRead() throws Exception {
    SocketChannel peer = connect();
    assertThatThrownBy(() -> call(() -> transport.read(ByteBuffer.allocate(1), SHORT)))
        .isInstanceOf(SocketTimeoutException.class);
    Call<Integer> unlimited = start(() -> transport.read(ByteBuffer.allocate(1), NO_LIMIT));
    assertThat(unlimited.lasts(10 * SHORT)).isTrue();
    peer.write(bytes("x"));
    assertThat(unlimited.result()).isEqualTo(1);
  }

  @Test
  void theEndOfTheStreamIsRead() throws Exception {
    SocketChannel peer = connect();
    peer.write(bytes("x"));
    peer.shutdownOutput();
    ByteBuffer target = ByteBuffer.allocate(10);
    assertThat(call(() -> transport.read(target, NO_LIMIT))).isEqualTo(1);
    assertThat(call(() -> transport.read(target, NO_LIMIT))).isEqualTo(-1);
    assertThat(call(() -> transport.read(target, LONG))).isEqualTo(-1);
    assertThat(call(() -> transport.readNow(target))).isEqualTo(-1);
    call(() -> transport.write(bytes("y")));
    assertThat(receive(peer, 1)).isEqualTo("y");
  }

  @Test
  void shutdownOutputEndsOnlyTheOutgoingHalf() throws Exception {
    SocketChannel peer = connect();
    call(
        () -> {
          transport.shutdownOutput();
          return null;
        });
    assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    peer.write(bytes("x"));
    assertThat(call(() -> transport.read(ByteBuffer.allocate(1), NO_LIMIT))).isEqualTo(1);
    assertThatThrownBy(() -> call(() -> transport.write(bytes("x"))))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {NO_LIMIT, LONG})
  void aConnectionResetIsAFailureAndNotAnEnd(long timeout) throws Exception {
    SocketChannel peer = connect();
    call(() -> transport.write(bytes("never read")));
    peer.close();
    ByteBuffer target = ByteBuffer.allocate(1);
    assertThatThrownBy(() -> call(() -> transport.read(target, timeout)))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {NO_LIMIT, LONG})
  void aReaderAndAWriterAreInsideAtOnce(long timeout) throws Exception {
    SocketChannel peer = connect();
    Call<Void> write = start(this::flood).awaitBlocked();
    Call<Integer> read =
        start(() -> transport.read(ByteBuffer.allocate(1), timeout)).awaitBlocked();
    peer.write(bytes("r"));
    assertThat(read.result()).isEqualTo(1);
    drain(peer);
    write.result();
  }

  @Test
  void aTimedOutReadDoesNotDisturbAWriter() throws Exception {
    SocketChannel peer = connect();
    Call<Void> write = start(this::flood).awaitBlocked();
    assertThatThrownBy(() -> call(() -> transport.read(ByteBuffer.allocate(1), SHORT)))
        .isInstanceOf(SocketTimeoutException.class);
    drain(peer);
    write.result();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyBytesGoBothWaysAtOnce(boolean direct) throws Exception {
    SocketChannel peer = connect();
    byte[] sent = new byte[EIGHT_MIB];
    new Random(17).nextBytes(sent);
    Call<Long> echo = start(() -> echo(peer));
    Call<Integer> writer =
        start(
            () -> {
              ByteBuffer source =
                  direct ? ByteBuffer.allocateDirect(EIGHT_MIB) : ByteBuffer.allocate(EIGHT_MIB);
              source.put(sent).flip();
              int calls = 0;
              while (source.hasRemaining()) {
                assertThat(transport.write(source)).isPositive();
                calls++;
              }
              transport.shutdownOutput();
              return calls;
            });
    ByteBuffer received =
        direct ? ByteBuffer.allocateDirect(EIGHT_MIB) : ByteBuffer.allocate(EIGHT_MIB);
    int ending =
        call(
            () -> {
              int count = 1;
              for (int i = 0; count > 0 && received.hasRemaining(); i++) {
                count = transport.read(received, i % 2 == 0 ? LONG : NO_LIMIT);
              }
              return transport.read(ByteBuffer.allocate(1), LONG);
            });
    assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(sent));
    assertThat(ending).isEqualTo(-1);
    assertThat(echo.result()).isEqualTo(EIGHT_MIB);
    assertThat(writer.result()).isPositive();
  }

  @Test
  void aGatheredWriteKeepsTheOrder() throws Exception {
    SocketChannel peer = connect();
    ByteBuffer large = ByteBuffer.allocate(200_000);
    while (large.hasRemaining()) {
      large.put((byte) ('a' + large.position() % 26));
    }
    ByteBuffer direct = ByteBuffer.allocateDirect(5).put(bytes("<-D->")).flip();
    ByteBuffer[] sources = {
      ByteBuffer.allocate(0),
      bytes("head"),
      direct,
      large.flip(),
      ByteBuffer.allocate(0),
      bytes("tail")
    };
    String expected = "head<-D->" + text(large.duplicate().position(large.limit())) + "tail";
    Call<Long> write =
        start(
            () -> {
              long total = 0;
              while (sources[5].hasRemaining()) {
                total += transport.write(sources);
              }
              return total;
            });
    assertThat(receive(peer, expected.length())).isEqualTo(expected);
    assertThat(write.result()).isEqualTo(expected.length());
    assertThat(call(() -> transport.write(sources))).isZero();
  }

  @Test
  void readNowNeverWaits() throws Exception {
    SocketChannel peer = connect();
    ByteBuffer target = ByteBuffer.allocate(1);
    assertThat(call(() -> transport.readNow(target))).isZero();
    peer.write(bytes("ab"));
    // Both have arrived when the first has.
    assertThat(call(() -> transport.read(ByteBuffer.allocate(1), NO_LIMIT))).isEqualTo(1);
    assertThat(call(() -> transport.readNow(target))).isEqualTo(1);
    assertThat(text(target)).isEqualTo("b");
    target.clear();
    assertThat(call(() -> transport.readNow(target))).isZero();
  }

  @Test
  void writeNowNeverWaits() throws Exception {
    SocketChannel peer = connect();
    ByteBuffer source = bytes("taken at once");
    assertThat(call(() -> transport.writeNow(source))).isEqualTo(13);
    assertThat(receive(peer, 13)).isEqualTo("taken at once");
    call(
        () -> {
          ByteBuffer more = ByteBuffer.allocate(1 << 16);
          while (transport.writeNow(more.clear()) > 0) {}
          return null;
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {NO_LIMIT, LONG})
  void blockingCallsStillBlockAfterImmediateOnes(long timeout) throws Exception {
    SocketChannel peer = connect();
    call(() -> transport.readNow(ByteBuffer.allocate(1)));
    Call<Integer> read =
        start(() -> transport.read(ByteBuffer.allocate(1), timeout)).awaitBlocked();
    peer.write(bytes("x"));
    assertThat(read.result()).isEqualTo(1);
    call(() -> transport.readNow(ByteBuffer.allocate(1)));
    Call<Void> write = start(this::flood).awaitBlocked();
    drain(peer);
    write.result();
    call(() -> transport.readNow(ByteBuffer.allocate(1)));
    Call<Void> gathered =
        start(() -> flood(source -> transport.write(new ByteBuffer[] {source}))).awaitBlocked();
    drain(peer);
    gathered.result();
  }

  @Test
  void immediateCallsDoNotHeedAnInterrupt() throws Exception {
    SocketChannel peer = connect();
    String read =
        call(
            () -> {
              Thread.currentThread().interrupt();
              ByteBuffer target = ByteBuffer.allocate(1);
              int nothing = transport.readNow(target);
              int written = transport.writeNow(bytes("x"));
              return nothing + ", " + written + ", " + Thread.interrupted();
            });
    assertThat(read).isEqualTo("0, 1, true");
    assertThat(receive(peer, 1)).isEqualTo("x");
    peer.write(bytes("y"));
    assertThat(call(() -> transport.read(ByteBuffer.allocate(1), NO_LIMIT))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {NO_LIMIT, LONG})
  void anInterruptClosesUnderAReader(long timeout) throws Exception {
    SocketChannel peer = connect();
    Call<Boolean> read =
        start(() -> closedByInterrupt(() -> transport.read(ByteBuffer.allocate(1), timeout)));
    read.awaitBlocked().interrupt();
    assertThat(read.result()).as("flag kept").isTrue();
    assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Test
  void anInterruptClosesUnderAWriter() throws Exception {
    SocketChannel peer = connect();
    Call<Boolean> write = start(() -> closedByInterrupt(this::flood));
    write.awaitBlocked().interrupt();
    assertThat(write.result()).as("flag kept").isTrue();
    assertThat(drain(peer)).isLessThan(FLOOD);
  }

  @Test
  void anEarlierInterruptClosesToo() throws Exception {
    SocketChannel peer = connect();
    peer.write(bytes("there already"));
    Call<Boolean> read =
        start(
            () -> {
              Thread.currentThread().interrupt();
              return closedByInterrupt(() -> transport.read(ByteBuffer.allocate(1), NO_LIMIT));
            });
    assertThat(read.result()).as("flag kept").isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {NO_LIMIT, LONG})
  void closeEndsAReadAndAWrite(long timeout) throws Exception {
    connect();
    Call<Integer> read =
        start(() -> transport.read(ByteBuffer.allocate(1), timeout)).awaitBlocked();
    Call<Void> write = start(this::flood).awaitBlocked();
    transport.close();
    assertThatThrownBy(read::result)
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(write::result).isInstanceOf(IOException.class);
  }

  @Test
  void closeEndsAConnect() throws Exception {
    server.fillBacklog();
    Call<Void> connect = start(this::connectOnly).awaitBlocked();
    transport.close();
    assertThatThrownBy(connect::result).isInstanceOf(IOException.class);
  }

  @Test
  void afterCloseEveryCallFails() throws Exception {
    SocketChannel peer = connect();
    transport.close();
    transport.close();
    assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertFails(() -> transport.read(ByteBuffer.allocate(1), NO_LIMIT));
    assertFails(() -> transport.read(ByteBuffer.allocate(1), LONG));
    assertFails(() -> transport.write(bytes("x")));
    assertFails(() -> transport.write(new ByteBuffer[] {bytes("x")}));
    assertFails(() -> transport.readNow(ByteBuffer.allocate(1)));
    assertFails(() -> transport.writeNow(bytes("x")));
    assertFails(
        () -> {
          transport.shutdownOutput();
          return null;
        });
    assertFails(this::connectOnly);
    assertThat(transport.localAddress()).isNull();
  }

  @Test
  void closeBeforeConnectMakesItFail() {
    transport.close();
    assertFails(this::connectOnly);
  }

  @Test
  void aServerThatDoesNotListenRefuses() throws IOException {
    server.stopListening();
    assertThatThrownBy(() -> call(this::connectOnly)).isInstanceOf(ConnectException.class);
  }

  /** Connects the transport and returns the other end. */
  final SocketChannel connect() throws Exception {
    call(this::connectOnly);
    return server.accept();
  }

  final Void connectOnly() throws IOException {
    transport.connect();
    return null;
  }

  final <T> Call<T> start(Callable<T> body) {
    return Call.start(kind, body);
  }

  final <T> T call(Callable<T> body) throws Exception {
    return start(body).result();
  }

  /** Writes more than the system buffers on the way to a peer that does not read. */
  private Void flood() throws IOException {
    return flood(transport::write);
  }

  private Void flood(Writing writing) throws IOException {
    ByteBuffer source = ByteBuffer.allocate(1 << 20);
    for (int sent = 0; sent < FLOOD; sent += source.capacity()) {
      source.clear();
      while (source.hasRemaining()) {
        assertThat(writing.write(source)).isPositive();
      }
    }
    return null;
  }

  /** One way to write. */
  @FunctionalInterface
  private interface Writing {
    long write(ByteBuffer source) throws IOException;
  }

  private void assertFails(Callable<?> body) {
    assertThatThrownBy(() -> call(body)).isInstanceOf(IOException.class);
  }

  /** Whether the interrupt flag is set after the body was ended by it. */
  private static boolean closedByInterrupt(Callable<?> body) {
    assertThatThrownBy(body::call).isInstanceOf(ClosedByInterruptException.class);
    return Thread.interrupted();
  }

  private static long echo(SocketChannel peer) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(32 * 1024);
    long total = 0;
    while (peer.read(buffer.clear()) >= 0) {
      total += buffer.flip().remaining();
      while (buffer.hasRemaining()) {
        peer.write(buffer);
      }
    }
    peer.shutdownOutput();
    return total;
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  /** What has been put into a buffer. */
  static String text(ByteBuffer filled) {
    return US_ASCII.decode(filled.duplicate().flip()).toString();
  }

  static String receive(SocketChannel peer, int count) throws IOException {
    ByteBuffer received = ByteBuffer.allocate(count);
    while (received.hasRemaining() && peer.read(received) >= 0) {}
    return text(received);
  }

  /** Reads a flood, or as much of it as there is. */
  private static int drain(SocketChannel peer) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
    int total = 0;
    while (total < FLOOD) {
      int count = peer.read(buffer.clear());
      if (count < 0) {
        return total;
      }
      total += count;
    }
    return total;
  }
}
