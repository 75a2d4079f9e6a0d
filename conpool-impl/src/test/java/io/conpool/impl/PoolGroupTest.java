package io.conpool.impl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.ConnectionPool;
import io.conpool.PoolConfig;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PoolGroupTest {

  private static final Duration DRAIN = Duration.ofSeconds(2);
  private static final PoolConfig CONFIG = PoolConfig.defaults();

  private final List<String> closed = Collections.synchronizedList(new ArrayList<>());
  private final PoolGroup group = new PoolGroup("it is over", config -> pool("pool"));

  @Test
  void everyPoolIsClosedWithTheGroup() {
    ConnectionPool first = group.create(CONFIG);
    ConnectionPool second = group.create(CONFIG);
    assertThat(first).isNotSameAs(second);
    group.close(DRAIN);
    assertThat(closed).containsExactly("pool close [PT2S]", "pool close [PT2S]");
  }

  @Test
  void aClosedGroupGivesNoPools() {
    group.close(DRAIN);
    assertThatThrownBy(() -> group.create(CONFIG))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("it is over");
    assertThat(closed).as("the one made in vain").containsExactly("pool close []");
  }

  @Test
  void aReopenedGroupMakesPoolsAgain() {
    ConnectionPool earlier = group.create(CONFIG);
    group.close(DRAIN);
    group.reopen();
    ConnectionPool later = group.create(CONFIG);
    assertThat(later).isNotSameAs(earlier);
    closed.clear();
    group.close(DRAIN);
    assertThat(closed).as("only the later one").hasSize(1);
  }

  @Test
  void reopeningAnOpenGroupForgetsNoPool() {
    ConnectionPool pool = group.create(CONFIG);
    group.reopen();
    group.close(DRAIN);
    assertThat(closed).as(pool.toString()).hasSize(1);
  }

  @Test
  void aPoolMadeWhileTheGroupClosesIsClosedToo() {
    PoolGroup[] closing = new PoolGroup[1];
    closing[0] =
        new PoolGroup(
            "it is over",
            config -> {
              closing[0].close(DRAIN);
              return pool("late");
            });
    assertThatThrownBy(() -> closing[0].create(CONFIG)).isInstanceOf(IllegalStateException.class);
    assertThat(closed).containsExactly("late close []");
  }

  @Test
  @Timeout(60)
  void poolsAreClosedAllAtOnce() {
    CountDownLatch together = new CountDownLatch(3);
    PoolGroup waiting = new PoolGroup("it is over", config -> meeting(together));
    List<ConnectionPool> pools = List.of(create(waiting), create(waiting), create(waiting));
    waiting.close(DRAIN);
    assertThat(closed).hasSameSizeAs(pools);
  }

  private static ConnectionPool create(PoolGroup group) {
    return group.create(CONFIG);
  }

  /** A pool whose close waits until others are being closed as well. */
  private ConnectionPool meeting(CountDownLatch together) {
    ConnectionPool pool = pool("meeting");
    return (ConnectionPool)
        Proxy.newProxyInstance(
            PoolGroupTest.class.getClassLoader(),
            new Class<?>[] {ConnectionPool.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                together.countDown();
                together.await();
              }
              return method.getName().equals("equals")
                  ? proxy == arguments[0]
                  : method.invoke(pool, arguments);
            });
  }

  @Test
  @Timeout(60)
  void anInterruptDoesNotEndTheClosingAndIsKept() {
    List<ConnectionPool> pools = List.of(create(group), create(group));
    Thread.currentThread().interrupt();
    group.close(DRAIN);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).hasSameSizeAs(pools);
  }

  /** A pool that does nothing but note that it is closed. */
  private ConnectionPool pool(String name) {
    Object identity = new Object();
    return (ConnectionPool)
        Proxy.newProxyInstance(
            PoolGroupTest.class.getClassLoader(),
            new Class<?>[] {ConnectionPool.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "close" ->
                      closed.add(
                          name + " close " + (arguments == null ? "[]" : List.of(arguments)));
                  case "hashCode" -> identity.hashCode();
                  case "equals" -> proxy == arguments[0];
                  case "toString" -> name;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
