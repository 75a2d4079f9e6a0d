package io.conpool.impl.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.conpool.spi.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A connection in memory whose far end says what is in its script and remembers what it is told.
 *
 * <p>Whoever waits for more than is in the script fails: a real peer would let him wait for ever.
 */
final class ScriptedPeer implements Transport {

  /** What there is behind the script. */
  @FunctionalInterface
  private interface End {
    int reached() throws IOException;
  }

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final ByteBuffer script;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private int piece = Integer.MAX_VALUE;
  private End end = () -> 0;
  private @Nullable IOException unreachable;
  private @Nullable SocketAddress localAddress;
  private boolean connected;
  private boolean outputEnded;
  private boolean closed;

  private ScriptedPeer(byte[] script) {
    this.script = ByteBuffer.wrap(script);
  }

  /** Says bytes, which are written {@code 05 00 ff}. */
  static ScriptedPeer saying(String... hex) {
    return new ScriptedPeer(HEX.parseHex(String.join(" ", hex)));
  }

  /** Says text, each character of which is a byte. */
  static ScriptedPeer sayingText(String text) {
    return new ScriptedPeer(text.getBytes(ISO_8859_1));
  }

  /** Says only the first bytes of its script, and then ends the stream. */
  ScriptedPeer cutOffAfter(int count) {
    script.limit(count);
    return thenEnds();
  }

  /** Ends the stream after its script. */
  ScriptedPeer thenEnds() {
    end = () -> -1;
    return this;
  }

  /** Fails after its script. */
  ScriptedPeer thenFails(IOException failure) {
    end =
        () -> {
          throw failure;
        };
    return this;
  }

  /** Lets nobody connect. */
  ScriptedPeer unreachable(IOException failure) {
    unreachable = failure;
    return this;
  }

  /** Moves at most so many bytes with each read or write. */
  ScriptedPeer inPiecesOf(int bytes) {
    piece = bytes;
    return this;
  }

  /** Has an address for the near end. */
  ScriptedPeer reachedFrom(SocketAddress address) {
    localAddress = address;
    return this;
  }

  /** How long the script is, as far as it has not been read. */
  int left() {
    return script.remaining();
  }

  /** What it was told, in hexadecimal. */
  String heard() {
    return HEX.formatHex(heard.toByteArray());
  }

  String heardText() {
    return heard.toString(ISO_8859_1);
  }

  boolean isOutputEnded() {
    return outputEnded;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void connect() throws IOException {
    if (unreachable != null) {
      throw unreachable;
    }
    connected = true;
  }

  @Override
  public int read(ByteBuffer target, long timeoutNanos) throws IOException {
    int count = readNow(target);
    if (count == 0 && target.hasRemaining()) {
      throw new AssertionError("waits for bytes that will never come");
    }
    return count;
  }

  @Override
  public int readNow(ByteBuffer target) throws IOException {
    requireOpen();
    if (!script.hasRemaining()) {
      return end.reached();
    }
    int count = Math.min(piece, Math.min(script.remaining(), target.remaining()));
    target.put(script.slice(script.position(), count));
    script.position(script.position() + count);
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    requireOpen();
    byte[] bytes = new byte[Math.min(piece, source.remaining())];
    source.get(bytes);
    heard.writeBytes(bytes);
    return bytes.length;
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    for (ByteBuffer source : sources) {
      if (source.hasRemaining()) {
        return write(source);
      }
    }
    return 0;
  }

  @Override
  public int writeNow(ByteBuffer source) throws IOException {
    return write(source);
  }

  @Override
  public void shutdownOutput() throws IOException {
    requireOpen();
    outputEnded = true;
  }

  @Override
  public @Nullable SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public void close() {
    closed = true;
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (!connected) {
      throw new AssertionError("used before it was connected");
    }
  }
}
