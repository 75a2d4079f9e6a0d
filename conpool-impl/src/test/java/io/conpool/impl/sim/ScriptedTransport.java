package io.conpool.impl.sim;

import io.conpool.impl.time.Platform;
import io.conpool.spi.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The client's end of a scripted connection, which watches that its contract is kept. */
final class ScriptedTransport implements Transport {

  /** What a call needs for itself. */
  private enum Call {
    CONNECT,
    READ,
    WRITE,
    READ_NOW,
    WRITE_NOW;

    boolean excludes(Call other) {
      return this == other || !(isStream() && other.isStream());
    }

    private boolean isStream() {
      return this == READ || this == WRITE;
    }
  }

  private final Simulation simulation;
  private final ScriptedServer server;
  private final OpenCount open;
  private final SocketAddress local;
  private final List<Call> inFlight = new ArrayList<>();
  private boolean connectTried;
  private boolean closed;
  private @Nullable Link link;

  ScriptedTransport(
      Simulation simulation, ScriptedServer server, OpenCount open, SocketAddress local) {
    this.simulation = simulation;
    this.server = server;
    this.open = open;
    this.local = local;
  }

  @Override
  public void connect() throws IOException {
    if (connectTried) {
      throw violation("connect a second time");
    }
    connectTried = true;
    enter(Call.CONNECT);
    try {
      server.connectCount++;
      simulation.note("connects to " + server);
      long decided = simulation.now() + server.delay().toNanos();
      for (checkOpen(); !simulation.isDue(decided); checkOpen()) {
        server.changed.await("an answer from " + server, decided);
      }
      while (!server.answers()) {
        server.changed.await("an answer from " + server, Platform.FOREVER);
        checkOpen();
      }
      link = server.connect();
    } finally {
      exit(Call.CONNECT);
    }
  }

  @Override
  public int read(ByteBuffer target, long timeoutNanos) throws IOException {
    Link connected = enterConnected(Call.READ);
    try {
      long deadline =
          timeoutNanos == 0 ? Platform.FOREVER : simulation.now() + Math.max(0, timeoutNanos);
      for (; ; ) {
        checkOpen();
        int count = target.hasRemaining() ? connected.clientTake(target) : 0;
        if (count != 0 || !target.hasRemaining()) {
          return count;
        }
        if (simulation.isDue(deadline)) {
          throw new SocketTimeoutException("Read timed out");
        }
        connected.changed.await("bytes from " + server, deadline);
      }
    } finally {
      exit(Call.READ);
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    Link connected = enterConnected(Call.WRITE);
    try {
      for (; ; ) {
        checkOpen();
        int count = source.hasRemaining() ? connected.clientPut(source) : 0;
        if (count != 0 || !source.hasRemaining()) {
          return count;
        }
        connected.changed.await("room to write to " + server, Platform.FOREVER);
      }
    } finally {
      exit(Call.WRITE);
    }
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
  public int readNow(ByteBuffer target) throws IOException {
    Link connected = enterConnected(Call.READ_NOW);
    try {
      failIfClosed();
      return target.hasRemaining() ? connected.clientTake(target) : 0;
    } finally {
      exit(Call.READ_NOW);
    }
  }

  @Override
  public int writeNow(ByteBuffer source) throws IOException {
    Link connected = enterConnected(Call.WRITE_NOW);
    try {
      failIfClosed();
      return source.hasRemaining() ? connected.clientPut(source) : 0;
    } finally {
      exit(Call.WRITE_NOW);
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    Link connected = enterConnected(Call.WRITE);
    try {
      failIfClosed();
      connected.clientShutdownOutput();
    } finally {
      exit(Call.WRITE);
    }
  }

  @Override
  public @Nullable SocketAddress localAddress() {
    return link == null ? null : local;
  }

  @Override
  public void close() {
    simulation.requireNoLock("closed a transport");
    if (closed) {
      return;
    }
    closed = true;
    open.closed();
    server.open.closed();
    if (link != null) {
      link.clientClose();
    }
    server.changed.send();
    if (!simulation.isEnding()) {
      simulation.note("closes " + this);
      simulation.yieldPoint();
    }
  }

  private Link enterConnected(Call call) throws IOException {
    if (link == null) {
      failIfClosed();
      throw violation(call + " on a transport that is not connected");
    }
    enter(call);
    return link;
  }

  private void enter(Call call) throws IOException {
    simulation.requireNoLock("made a " + call + " of a transport");
    for (Call other : inFlight) {
      if (call.excludes(other)) {
        throw violation(call + " while a " + other + " is in flight");
      }
    }
    failIfClosed();
    inFlight.add(call);
    try {
      simulation.yieldPoint();
    } catch (Throwable e) {
      inFlight.remove(call);
      throw e;
    }
  }

  private void exit(Call call) {
    inFlight.remove(call);
  }

  private void failIfClosed() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  private void checkOpen() throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      close();
      throw new ClosedByInterruptException();
    }
    if (closed) {
      throw new AsynchronousCloseException();
    }
  }

  private AssertionError violation(String what) {
    return simulation.fail("contract of the transport to " + server + " broken: " + what);
  }

  @Override
  public String toString() {
    return local + " to " + server;
  }
}
