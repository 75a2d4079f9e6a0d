package io.conpool.cmd.probe;

import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.ConnectionPoolFactory;
import io.conpool.ConnectionSetup;
import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolException;
import io.conpool.cmd.text.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One look at one endpoint through a pool, with everything that can be measured on the way.
 *
 * <p>TLS is started by the connect hook, at once: the same bytes on the wire and the same checks as
 * for a TLS endpoint, but the handshake has a duration of its own.
 */
final class Probe {

  private final Endpoint endpoint;
  private final PoolConfig config;
  private final CloseWatch closes = new CloseWatch();
  private final Timeline timeline = new Timeline();

  /** When the connection stood, and when its TLS did; written by the pool's dialing thread. */
  private final AtomicLong connected = new AtomicLong();

  private final AtomicLong secured = new AtomicLong();

  /**
   * Prepares a probe.
   *
   * @param endpoint whom to look at: a plaintext endpoint, or a starttls one for TLS
   * @param options how the pool behaves
   */
  Probe(Endpoint endpoint, PoolConfig options) {
    this.endpoint = endpoint;
    this.config =
        options.toBuilder()
            .onConnect(this::setUp)
            .initTimeout(options.connectTimeout())
            .listener(closes)
            .build();
  }

  /** Does it and prints what came of it; false if there was no connection. */
  boolean run(ConnectionPoolFactory pools, Page page) {
    @Nullable Peer peer = null;
    @Nullable PoolException failure = null;
    resolve();
    try (ConnectionPool pool = pools.create(config)) {
      long begin = System.nanoTime();
      try {
        peer = firstLease(pool, begin);
        begin = System.nanoTime();
        secondLease(pool, begin);
      } catch (PoolException e) {
        failure = e;
        failed(begin);
      }
    }
    timeline.printTo(page);
    page.gap();
    if (peer != null) {
      peer.printTo(page);
    }
    if (failure != null) {
      print(failure, page);
    }
    return failure == null;
  }

  /** On the pool's dialing thread, once TCP is connected. */
  private void setUp(ConnectionSetup setup) throws IOException {
    connected.set(System.nanoTime());
    if (isTls()) {
      setup.startTls();
    }
    secured.set(System.nanoTime());
  }

  /**
   * Asks the system for the addresses, to say what they are; the pool asks again by itself, unless
   * a proxy is to ask.
   */
  private void resolve() {
    boolean elsewhere = config.dnsProvider() != null || config.resolve(endpoint).proxy() != null;
    boolean hasName = !endpoint.isUnix() && !endpoint.isService() && !endpoint.isAddressLiteral();
    if (elsewhere || !hasName) {
      return;
    }
    long begin = System.nanoTime();
    String answer;
    try {
      answer =
          Arrays.stream(InetAddress.getAllByName(endpoint.host()))
              .map(InetAddress::getHostAddress)
              .collect(Collectors.joining(", "));
    } catch (UnknownHostException e) {
      answer = "no address";
    }
    step("resolve", begin, System.nanoTime(), answer);
  }

  private Peer firstLease(ConnectionPool pool, long begin) throws PoolException {
    connected.set(begin);
    try (Connection connection = pool.acquire(endpoint)) {
      long leased = System.nanoTime();
      Peer peer = Peer.of(connection, endpoint.tls());
      step("connect", begin, connected.get(), peer.addresses());
      if (isTls()) {
        step("handshake", connected.get(), secured.get(), peer.protocol());
      }
      step("lease", secured.get(), leased, "handed over");
      long released = System.nanoTime();
      connection.release();
      step("release", released, System.nanoTime(), "");
      return peer;
    }
  }

  private void secondLease(ConnectionPool pool, long begin) throws PoolException {
    try (Connection connection = pool.acquire(endpoint)) {
      step(
          "acquire again",
          begin,
          System.nanoTime(),
          connection.isReused() ? "reused" : "not reused: the first one was closed, " + closes);
      connection.release();
    }
  }

  /** Says how far it had got. */
  private void failed(long begin) {
    long since = begin;
    if (connected.get() - begin > 0) {
      since = connected.get();
      step("connect", begin, since, "");
    }
    step("failed", since, System.nanoTime(), "");
  }

  private boolean isTls() {
    return endpoint.security() == Endpoint.Security.STARTTLS;
  }

  private void step(String name, long begin, long end, String detail) {
    timeline.add(new Timeline.Step(name, begin, end, detail));
  }

  private static void print(PoolException failure, Page page) {
    page.verdict("failed", false, Objects.requireNonNullElse(failure.getMessage(), ""));
    for (@Nullable Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      page.row("  caused by", cause.toString());
    }
  }
}
