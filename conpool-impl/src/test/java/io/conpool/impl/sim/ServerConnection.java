package io.conpool.impl.sim;

import io.conpool.impl.time.Platform;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The server's end of a scripted connection, for its handler and for the test. */
public final class ServerConnection {

  private final Simulation simulation;
  private final Link link;
  private final String name;

  ServerConnection(Simulation simulation, Link link, String name) {
    this.simulation = simulation;
    this.link = link;
    this.name = name;
  }

  /** Reads one byte, -1 at the end. */
  public int read() throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    return read(one) < 0 ? -1 : one.get(0) & 0xff;
  }

  /** Reads at least one byte, -1 at the end. */
  public int read(ByteBuffer target) throws IOException {
    for (; ; ) {
      simulation.yieldPoint();
      if (link.isServerDone()) {
        throw new SocketException("Socket closed");
      }
      int count = link.serverTake(target);
      if (count != 0) {
        return count;
      }
      link.changed.await("bytes for " + name, Platform.FOREVER);
    }
  }

  /** Reads exactly so many bytes. */
  public byte[] read(int count) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(count);
    while (target.hasRemaining()) {
      if (read(target) < 0) {
        throw new EOFException(name);
      }
    }
    return target.array();
  }

  /** Reads a line of UTF-8, without its line feed; null at the end. */
  public @Nullable String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = read(); octet != '\n'; octet = read()) {
      if (octet < 0) {
        return null;
      }
      line.write(octet);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /** Writes all bytes. */
  public void write(byte[] bytes) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    for (; ; ) {
      simulation.yieldPoint();
      if (link.isServerDone()) {
        throw new SocketException("Socket closed");
      }
      link.serverPut(source);
      if (!source.hasRemaining()) {
        return;
      }
      link.changed.await("room to write for " + name, Platform.FOREVER);
    }
  }

  /** Writes a text in UTF-8. */
  public void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Ends the outgoing half. */
  public void shutdownOutput() {
    link.serverShutdownOutput();
    simulation.yieldPoint();
  }

  /** Closes: the client reads what is under way, then the end. */
  public void close() {
    if (!link.isServerDone()) {
      simulation.note(name + " closes");
      link.serverClose();
    }
  }

  /** Resets: the client's next call fails. */
  public void reset() {
    simulation.note(name + " resets");
    link.reset();
    simulation.yieldPoint();
  }

  /** Whether neither side has ended the connection. */
  public boolean isOpen() {
    return link.isOpen();
  }

  /** Waits until either side has ended the connection, for a server that says nothing. */
  public void awaitClosed() {
    while (link.isOpen()) {
      link.changed.await("the end of " + name, Platform.FOREVER);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
