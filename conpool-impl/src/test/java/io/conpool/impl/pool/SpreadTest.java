package io.conpool.impl.pool;

import static io.conpool.impl.pool.SimulatedPool.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.AddressStrategy;
import io.conpool.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Connections to a name with several addresses. */
class SpreadTest {

  private static void four(SimulatedPool s) {
    for (int number = 2; number <= 4; number++) {
      s.echo("10.0.0." + number, 7);
    }
    s.dns.answer("echo.test", "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4");
  }

  private static Map<String, Integer> counts(List<Connection> connections) {
    Map<String, Integer> counts = new HashMap<>();
    connections.forEach(each -> counts.merge(each.remoteAddress().toString(), 1, Integer::sum));
    return counts;
  }

  @Test
  void fortyConnectionsDialedTogetherSpreadEvenlyOverFourAddresses() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(40),
        s -> {
          four(s);
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 40; i++) {
            s.sim.spawn("caller-" + i, () -> held.add(s.pool.acquire(ECHO)));
          }
          s.sim.await(() -> held.size() == 40);
          assertThat(counts(held).values()).containsExactly(10, 10, 10, 10);
          held.forEach(Connection::release);
        });
  }

  @Test
  void aPlaceThatIsFreeGoesToTheAddressWithTheFewest() {
    SimulatedPool.run(
        UnaryOperator.identity(),
        s -> {
          four(s);
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            held.add(s.pool.acquire(ECHO));
          }
          Connection gone = held.remove(3);
          String address = gone.remoteAddress().toString();
          gone.close();
          Connection next = s.pool.acquire(ECHO);
          assertThat(next.remoteAddress()).hasToString(address);
          next.release();
          held.forEach(Connection::release);
        });
  }

  @Test
  void a30_afterComingAndGoingTheSpreadIsEvenAgain() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(12).maxConnectionUses(3),
        s -> {
          four(s);
          List<Caller<Boolean>> callers = new ArrayList<>();
          for (int i = 0; i < 14; i++) {
            callers.add(
                Caller.start(
                    s,
                    "caller-" + i,
                    () -> {
                      for (int round = 0; round < 8; round++) {
                        Connection connection = s.pool.acquire(ECHO);
                        s.sim.advance(Duration.ofMillis(s.sim.random(50)));
                        if (s.sim.random(3) == 0) {
                          connection.close();
                        } else {
                          connection.release();
                        }
                      }
                      return true;
                    }));
          }
          callers.forEach(Caller::result);
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 12; i++) {
            held.add(s.pool.acquire(ECHO));
          }
          assertThat(counts(held).values()).containsExactly(3, 3, 3, 3);
          held.forEach(Connection::release);
        });
  }

  @Test
  void inTheOrderOfTheResolverTheFirstThatWorksGetsAll() {
    SimulatedPool.run(
        config -> config.addressStrategy(AddressStrategy.ORDERED),
        s -> {
          four(s);
          s.server.refuse();
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            held.add(s.pool.acquire(ECHO));
          }
          assertThat(counts(held)).containsExactly(Map.entry("/10.0.0.2:7", 4));
          held.forEach(Connection::release);
        });
  }

  @Test
  void anAddressThatKeepsFailingIsSetAsideAndComesBackByOneProbe() {
    SimulatedPool.run(
        config -> config.maxConnectionsPerEndpoint(40),
        s -> {
          s.echo("10.0.0.2", 7);
          s.dns.answer("echo.test", "10.0.0.1", "10.0.0.2");
          s.server.refuse();
          List<Connection> held = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            held.add(s.pool.acquire(ECHO));
          }
          assertThat(counts(held)).containsExactly(Map.entry("/10.0.0.2:7", 8));
          assertThat(s.server.connectCount()).isEqualTo(5);
          assertThat(s.pool.stats(ECHO).attemptsFailed()).isEqualTo(5);
          s.sim.await(() -> s.events.all.contains("set aside /10.0.0.1:7 for PT30S"));
          assertThat(s.pool.describe())
              .contains("address /10.0.0.1:7: 0 connections, failed 5 times in a row, set aside");
          s.echo("10.0.0.1", 7);
          s.sim.advance(Duration.ofSeconds(30));
          for (int i = 0; i < 2; i++) {
            held.add(s.pool.acquire(ECHO));
          }
          assertThat(counts(held)).containsEntry("/10.0.0.1:7", 2);
          assertThat(s.pool.describe())
              .contains("address /10.0.0.1:7: 2 connections\n")
              .contains("resolved ANY: 10.0.0.1, 10.0.0.2; ");
          held.forEach(Connection::release);
        });
  }
}
