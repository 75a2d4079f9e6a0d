package io.conpool.dns.dnsjava;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.util.Arrays;
import org.xbill.DNS.Message;

/**
 * A question and its answer in a datagram each (RFC 1035, section 4.2.1), on the calling thread.
 *
 * @param server who is asked
 */
record UdpExchange(InetSocketAddress server) {

  /** Longer than what a query allows for. */
  private static final int LARGEST = 4_096;

  /** From here on any program may listen; the more ports, the better (RFC 5452, section 9.2). */
  private static final int FIRST_PORT = 1_024;

  private static final int PORTS = 65_536 - FIRST_PORT;
  private static final int BIND_TRIES = 10;
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Asks. An interrupt ends it as a failure, and the flag stays set.
   *
   * @throws java.net.SocketTimeoutException if there is no answer in time
   * @throws IOException if nobody listens there
   */
  Message ask(Query query, Deadline deadline) throws IOException {
    // A channel, since its socket heeds interrupts; connected, so that a dead port is noticed and
    // datagrams from elsewhere are not.
    try (DatagramChannel channel = DatagramChannel.open()) {
      bind(channel);
      channel.connect(server);
      channel.write(ByteBuffer.wrap(query.bytes()));
      DatagramSocket socket = channel.socket();
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        socket.setSoTimeout(deadline.millisLeft());
        socket.receive(packet);
        Message reply = query.reply(Arrays.copyOf(packet.getData(), packet.getLength()));
        if (reply != null) {
          return reply;
        }
      }
    }
  }

  /** Chooses a port that cannot be guessed (RFC 5452, section 9.2), as not every system does. */
  private static void bind(DatagramChannel channel) throws IOException {
    for (int i = 0; i < BIND_TRIES; i++) {
      try {
        channel.bind(new InetSocketAddress(FIRST_PORT + RANDOM.nextInt(PORTS)));
        return;
      } catch (BindException e) {
        // Taken: another one is not.
      }
    }
    channel.bind(null);
  }
}
