package io.conpool.impl.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.Proxy;
import io.conpool.impl.sim.ServerHandler;
import io.conpool.impl.sim.Simulation;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A proxy with two addresses, which gets the time that its target takes. */
class ProxyTurnTest {

  private static final Endpoint TARGET =
      Endpoint.of("peer.test", 7).withProxy(Proxy.httpConnect("proxy.test", 3128));
  private static final UnaryOperator<PoolConfig.Builder> DEFAULTS = UnaryOperator.identity();

  /** Leads on after so long. */
  private static ServerHandler proxy(Simulation sim, Duration takes) {
    return connection -> {
      String line = connection.readLine();
      while (line != null && !line.isBlank()) {
        line = connection.readLine();
      }
      sim.advance(takes);
      connection.write("HTTP/1.1 200 OK\r\n\r\n");
      ServerHandler.echo().serve(connection);
    };
  }

  @Test
  void aTargetThatTakesItsTimeIsAskedForOnceAndSpeaksAgainstNoAddressOfTheProxy() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("proxy.test", "10.0.0.8", "10.0.0.9");
          rig.net.at("10.0.0.8", 3128).accept(proxy(rig.sim, Duration.ofMillis(240)));
          rig.net.at("10.0.0.9", 3128).accept(proxy(rig.sim, Duration.ofMillis(240)));
          Dialed dialed = rig.attempt(TARGET).run();
          assertThat(rig.sim.elapsed()).isEqualTo(Duration.ofMillis(240));
          assertThat(rig.net.at("10.0.0.9", 3128).connectCount()).isZero();
          dialed.wire().close();
          dialed.use().end();
        });
  }

  @Test
  void whileOneTunnelIsMadeTheNextWaitsConnectedAndIsAskedInTurn() {
    Rig.run(
        DEFAULTS,
        rig -> {
          rig.dns.answer("proxy.test", "10.0.0.7", "10.0.0.8", "10.0.0.9");
          for (String each : new String[] {"10.0.0.7", "10.0.0.8", "10.0.0.9"}) {
            rig.net.at(each, 3128).accept(proxy(rig.sim, Duration.ofSeconds(2)));
          }
          Dialed dialed = rig.attempt(TARGET).run();
          assertThat(rig.sim.elapsed()).isEqualTo(Duration.ofSeconds(2));
          assertThat(dialed.address()).hasToString("/10.0.0.7:3128");
          assertThat(rig.book.view()).allMatch(each -> each.failures() == 0);
          dialed.wire().close();
          dialed.use().end();
        });
  }
}
