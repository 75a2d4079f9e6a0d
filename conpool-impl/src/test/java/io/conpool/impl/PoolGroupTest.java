package io.conpool.impl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conpool.ConnectionPool;
import io.conpool.PoolConfig;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolGroupTest {

  private static final Duration DRAIN = Duration.ofSeconds(2);
  private static final PoolConfig CONFIG = PoolConfig.defaults();

  private final List<String> closed = new ArrayList<>();
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
