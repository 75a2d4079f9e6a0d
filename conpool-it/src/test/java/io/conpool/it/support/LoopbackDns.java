package io.conpool.it.support;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server on a UDP port of loopback that knows one name, which has the address 127.0.0.1 for
 * no time at all (RFC 1035, section 4).
 */
public final class LoopbackDns implements Closeable {

  private static final int HEADER = 12;
  private static final int LARGEST = 512;
  private static final short TYPE_A = 1;
  private static final short CLASS_IN = 1;

  /** Response, authoritative, recursion desired and available. */
  private static final int RESPONSE = 0x8580;

  private static final int NO_SUCH_NAME = 3;

  /** Points to the question's name. */
  private static final int SAME_NAME = 0xC000 | HEADER;

  private static final byte[] ADDRESS = {127, 0, 0, 1};

  private final DatagramSocket socket;
  private final String name;
  private final AtomicInteger asked = new AtomicInteger();

  /** Starts a server that knows a name. */
  public LoopbackDns(String name) throws SocketException {
    this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.name = name;
    Thread thread = new Thread(this::serve, "loopback-dns-" + port());
    thread.setDaemon(true);
    thread.start();
  }

  /** Where it listens. */
  public int port() {
    return socket.getLocalPort();
  }

  /** How many questions came. */
  public int asked() {
    return asked.get();
  }

  private void serve() {
    byte[] buffer = new byte[LARGEST];
    while (true) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        asked.incrementAndGet();
        byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private byte[] answer(ByteBuffer query) {
    StringBuilder wanted = new StringBuilder();
    int end = HEADER;
    for (int length = query.get(end); length > 0; length = query.get(end)) {
      wanted.append(wanted.length() == 0 ? "" : ".");
      wanted.append(US_ASCII.decode(query.duplicate().position(end + 1).limit(end + 1 + length)));
      end += 1 + length;
    }
    short type = query.getShort(end + 1);
    boolean known = name.equalsIgnoreCase(wanted.toString());
    boolean found = known && type == TYPE_A;

    ByteBuffer answer = ByteBuffer.allocate(LARGEST);
    answer.putShort(query.getShort(0));
    answer.putShort((short) (known ? RESPONSE : RESPONSE | NO_SUCH_NAME));
    answer.putShort((short) 1).putShort((short) (found ? 1 : 0)); // questions, answers
    answer.putInt(0);
    answer.put(query.duplicate().position(HEADER).limit(end + 5)); // name, end, type, class
    if (found) {
      answer.putShort((short) SAME_NAME).putShort(TYPE_A).putShort(CLASS_IN);
      answer.putInt(0).putShort((short) ADDRESS.length).put(ADDRESS);
    }
    byte[] bytes = new byte[answer.position()];
    answer.flip().get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    socket.close();
  }
}
