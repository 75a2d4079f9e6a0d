package io.conpool.it.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.CloseReason;
import io.conpool.Connection;
import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.it.support.Caller;
import io.conpool.it.support.CloseReasons;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.FaultProxy;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Security;
import io.conpool.it.support.ThreadKind;
import io.conpool.it.support.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ends a lease, and what a connection must be like to be leased again. */
@OnEachKindOfThread
class LeaseIT {

  private final CloseReasons reasons = new CloseReasons();
  private LoopbackServer server;
  private FaultProxy proxy;
  private Endpoint endpoint;
  private ConnectionPool pool;

  private void open(Security security, Pools pools) throws IOException {
    server = security.serve(LoopbackServer::echo);
    proxy = FaultProxy.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    endpoint = security.endpoint(proxy.port());
    pool = pools.open(Security.config().listener(reasons).build());
  }

  @AfterEach
  void noConnectionIsLeft(Pools pools) throws IOException {
    pools.close();
    Eventually.check(() -> assertThat(proxy.open()).isZero());
    Eventually.check(() -> assertThat(server.open()).isZero());
    proxy.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void aReleasedConnectionIsReused(Security security, Pools pools) throws IOException {
    open(security, pools);

    for (int i = 1; i <= 10; i++) {
      try (Connection connection = pool.acquire(endpoint)) {
        assertThat(connection.useCount()).isEqualTo(i);
        assertThat(connection.isReused()).isEqualTo(i > 1);
        assertThat(Tokens.exchange(connection, "token")).isEqualTo("token");
        assertThat(connection.bytesRead()).isEqualTo(5).isEqualTo(connection.bytesWritten());
        connection.release();
      }
    }

    assertThat(proxy.accepted()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void anExchangeThatThrowsClosesItsConnection(Security security, Pools pools) throws IOException {
    open(security, pools);

    assertThatThrownBy(
            () ->
                pool.withConnection(
                    endpoint,
                    connection -> {
                      Tokens.exchange(connection, "token");
                      throw new IllegalArgumentException("no answer to like");
                    }))
        .isInstanceOf(IllegalArgumentException.class);

    assertNotReused(CloseReason.NOT_RELEASED);
  }

  @ParameterizedTest
  @EnumSource
  void anEarlyReturnClosesTheConnection(Security security, Pools pools) throws IOException {
    open(security, pools);

    try (Connection connection = pool.acquire(endpoint)) {
      Tokens.send(connection, "a question whose answer nobody reads");
    }

    assertNotReused(CloseReason.NOT_RELEASED);
  }

  @ParameterizedTest
  @EnumSource
  void theLateAnswerOfOneHolderNeverReachesAnother(Security security, Pools pools)
      throws IOException {
    open(security, pools);

    try (Connection connection = pool.acquire(endpoint)) {
      connection.readTimeout(Duration.ofMillis(50));
      proxy.hold();
      Tokens.send(connection, "slow!");
      assertThatThrownBy(() -> Tokens.receive(connection, 5))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining(endpoint.authority());
      connection.release();
    }
    proxy.resume();

    assertNotReused(CloseReason.IO_FAILED);
  }

  @ParameterizedTest
  @EnumSource
  void aReadThatTimesOutLeavesTheStreamIntact(Security security, Pools pools) throws IOException {
    open(security, pools);

    try (Connection connection = pool.acquire(endpoint)) {
      connection.readTimeout(Duration.ofMillis(50));
      proxy.hold();
      Tokens.send(connection, "slow!");
      assertThatThrownBy(() -> Tokens.receive(connection, 5))
          .isInstanceOf(SocketTimeoutException.class);
      proxy.resume();
      connection.readTimeout(Duration.ZERO);
      assertThat(Tokens.receive(connection, 5)).isEqualTo("slow!");
      connection.release();
    }
    assertThat(Tokens.exchange(pool, endpoint, "token")).isEqualTo("token");

    assertThat(proxy.accepted()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void bytesLeftUnreadEndTheConnection(Security security, Pools pools) throws IOException {
    open(security, pools);

    try (Connection connection = pool.acquire(endpoint)) {
      Tokens.send(connection, "token and more");
      assertThat(Tokens.receive(connection, 5)).isEqualTo("token");
      connection.release();
    }

    assertNotReused(CloseReason.UNREAD_DATA);
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionWithoutOutputIsNotReused(Security security, Pools pools) throws IOException {
    open(security, pools);

    try (Connection connection = pool.acquire(endpoint)) {
      Tokens.send(connection, "token");
      connection.shutdownOutput();
      assertThat(Tokens.receive(connection, 5)).isEqualTo("token");
      connection.release();
    }

    assertNotReused(CloseReason.OUTPUT_SHUT_DOWN);
  }

  private void assertNotReused(CloseReason reason) throws IOException {
    assertThat(Tokens.exchange(pool, endpoint, "other")).isEqualTo("other");
    assertThat(proxy.accepted()).isEqualTo(2);
    assertThat(reasons.all()).containsExactly(reason);
  }

  @ParameterizedTest
  @EnumSource
  void anEndedLeaseReachesNothing(Security security, Pools pools) throws IOException {
    open(security, pools);
    Connection ended = pool.acquire(endpoint);
    ended.release();

    try (Connection connection = pool.acquire(endpoint)) {
      assertThat(connection.isReused()).isTrue();
      ended.release();
      ended.close();
      assertThatThrownBy(() -> ended.read(ByteBuffer.allocate(1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(endpoint.authority());
      assertThatThrownBy(() -> Tokens.send(ended, "token"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(endpoint.authority());
      assertThatThrownBy(ended::age).isInstanceOf(IllegalStateException.class);
      assertThat(ended.endpoint()).isEqualTo(connection.endpoint());
      assertThat(pool.total().active()).isEqualTo(1);
      assertThat(Tokens.exchange(connection, "token")).isEqualTo("token");
      connection.release();
    }

    assertThat(proxy.accepted()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void closingALeaseAbortsItsReader(Security security, Pools pools, ThreadKind threads)
      throws Exception {
    open(security, pools);
    Connection connection = pool.acquire(endpoint);
    assertThat(Tokens.exchange(connection, "token")).isEqualTo("token");
    CountDownLatch reading = new CountDownLatch(1);
    Caller<String> reader =
        threads.start(
            "reader",
            () -> {
              reading.countDown();
              return Tokens.receive(connection, 1);
            });
    reading.await();

    connection.close();

    assertThat(reader.failure())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(endpoint.authority());
    assertNotReused(CloseReason.NOT_RELEASED);
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptedReadClosesItsConnection(Security security, Pools pools, ThreadKind threads)
      throws Exception {
    open(security, pools);
    CountDownLatch reading = new CountDownLatch(1);
    Caller<Boolean> reader =
        threads.start(
            "reader",
            () -> {
              try (Connection connection = pool.acquire(endpoint)) {
                Tokens.exchange(connection, "token");
                reading.countDown();
                assertThatThrownBy(() -> Tokens.receive(connection, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(endpoint.authority());
                connection.release();
                return Thread.currentThread().isInterrupted();
              }
            });
    reading.await();

    reader.thread().interrupt();

    assertThat(reader.await()).as("interrupt flag").isTrue();
    Eventually.check(() -> assertThat(proxy.open()).isZero());
    assertThat(proxy.accepted()).as("never tried again").isEqualTo(1);
    assertNotReused(CloseReason.IO_FAILED);
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptBeforeAcquireTouchesNoConnection(
      Security security, Pools pools, ThreadKind threads) throws Exception {
    open(security, pools);
    Tokens.exchange(pool, endpoint, "token");

    Caller<Boolean> caller =
        threads.start(
            "caller",
            () -> {
              Thread.currentThread().interrupt();
              assertInterrupted(() -> pool.acquire(endpoint));
              assertInterrupted(() -> pool.tryAcquire(endpoint));
              return Thread.currentThread().isInterrupted();
            });

    assertThat(caller.await()).as("interrupt flag").isTrue();
    assertThat(Tokens.exchange(pool, endpoint, "other")).isEqualTo("other");
    assertThat(proxy.accepted()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptEndsTheWait(Security security, Pools pools, ThreadKind threads) throws Exception {
    open(security, pools);
    pool.limit(endpoint, 1);
    try (Connection connection = pool.acquire(endpoint)) {
      Caller<Boolean> waiter =
          threads.start(
              "waiter",
              () -> {
                assertInterrupted(() -> pool.acquire(endpoint));
                return Thread.currentThread().isInterrupted();
              });
      Eventually.check(() -> assertThat(pool.total().waiting()).isEqualTo(1));

      waiter.thread().interrupt();

      assertThat(waiter.await()).as("interrupt flag").isTrue();
      assertThat(pool.total().waiting()).isZero();
      assertThat(Tokens.exchange(connection, "token")).isEqualTo("token");
      connection.release();
    }

    assertThat(Tokens.exchange(pool, endpoint, "other")).isEqualTo("other");
    assertThat(proxy.accepted()).isEqualTo(1);
  }

  private static void assertInterrupted(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PoolException.class, e -> assertThat(e.error()).isEqualTo(new PoolError.Interrupted()));
  }
}
