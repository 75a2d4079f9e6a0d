package io.conpool.dns.dnsjava;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.xbill.DNS.Message;

/**
 * A question and its answer over a connection (RFC 1035, section 4.2.2), on the calling thread.
 *
 * @param server who is asked
 */
record TcpExchange(InetSocketAddress server) {

  /**
   * Asks. An interrupt ends it as a failure, and the flag stays set.
   *
   * @throws java.net.SocketTimeoutException if there is no connection or no answer in time
   * @throws IOException if the server refuses, hangs up or answers something else
   */
  Message ask(Query query, Deadline deadline) throws IOException {
    // A channel, since its socket heeds interrupts.
    try (SocketChannel channel = SocketChannel.open()) {
      Socket socket = channel.socket();
      socket.connect(server, deadline.millisLeft());
      byte[] question = query.bytes();
      // In one write, for servers that want length and message in one segment (RFC 7766, section
      // 8). It fits any send buffer, so it does not block.
      ByteBuffer framed = ByteBuffer.allocate(Short.BYTES + question.length);
      framed.putShort((short) question.length).put(question);
      socket.getOutputStream().write(framed.array());
      int length = ByteBuffer.wrap(read(socket, Short.BYTES, deadline)).getShort();
      Message reply = query.reply(read(socket, length & 0xFFFF, deadline));
      if (reply == null) {
        throw new IOException("an answer to another question");
      }
      return reply;
    }
  }

  private static byte[] read(Socket socket, int length, Deadline deadline) throws IOException {
    byte[] bytes = new byte[length];
    int filled = 0;
    while (filled < length) {
      socket.setSoTimeout(deadline.millisLeft());
      int count = socket.getInputStream().read(bytes, filled, length - filled);
      if (count < 0) {
        throw new EOFException("half an answer");
      }
      filled += count;
    }
    return bytes;
  }
}
