package io.conpool.it.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.ConnectionPool;
import io.conpool.Endpoint;
import io.conpool.it.support.Caller;
import io.conpool.it.support.Eventually;
import io.conpool.it.support.FaultProxy;
import io.conpool.it.support.LoopbackServer;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Security;
import io.conpool.it.support.ThreadKind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Callers who behave badly on connections that break, on a pool that is being tinkered with. */
@OnEachKindOfThread
class ChaosIT {

  private static final int CALLERS = 16;
  private static final int LIMIT = 4;

  /** Says who does what; when it happens is up to the machine. */
  private final long seed = Long.getLong("proof.seed", System.nanoTime());

  @ParameterizedTest
  @EnumSource
  void noAnswerReachesAnybodyElse(
      Security security, Pools pools, ThreadKind threads, TestReporter reporter) throws Exception {
    reporter.publishEntry("proof.seed", Long.toString(seed));
    try (LoopbackServer server = security.serve(LoopbackServer::echo);
        FaultProxy proxy =
            FaultProxy.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))) {
      Endpoint endpoint = security.endpoint(proxy.port());
      ConnectionPool pool =
          pools.open(
              Security.config()
                  .maxConnectionsPerEndpoint(LIMIT)
                  .maxConnectionUses(20)
                  .connectRetryCount(3)
                  .connectRetryDelay(Duration.ofMillis(5))
                  .build());

      CountDownLatch done = new CountDownLatch(CALLERS);
      Caller<Integer> trouble =
          ThreadKind.PLATFORM.start("trouble", () -> makeTrouble(pool, endpoint, proxy, done));
      List<Caller<Integer>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        UnrulyCaller caller = new UnrulyCaller("c" + i, pool, endpoint, seed + i);
        callers.add(
            threads.start(
                "caller-" + i,
                () -> {
                  try {
                    return caller.call();
                  } finally {
                    done.countDown();
                  }
                }));
      }
      int complete = 0;
      for (Caller<Integer> caller : callers) {
        complete += caller.await(Duration.ofSeconds(60));
      }
      assertThat(trouble.await()).as("troubles made").isPositive();

      assertThat(complete).as("complete exchanges, seed " + seed).isGreaterThan(CALLERS);
      Pools.assertAtRest(pool);
      assertThat(pool.total().idle()).isLessThanOrEqualTo(LIMIT);
      assertThat(pool.total().totalCreated() - pool.total().totalClosed())
          .isEqualTo(pool.total().idle());
      pool.close();
      Eventually.check(() -> assertThat(proxy.open()).isZero());
      Eventually.check(() -> assertThat(server.open()).isZero());
    }
  }

  /** Does something to the connections or the pool every few milliseconds until all are done. */
  private int makeTrouble(
      ConnectionPool pool, Endpoint endpoint, FaultProxy proxy, CountDownLatch done)
      throws Exception {
    Random random = new Random(seed);
    int troubles = 0;
    while (!done.await(random.nextInt(60), TimeUnit.MILLISECONDS)) {
      switch (random.nextInt(7)) {
        case 0 -> proxy.reset();
        case 1 -> proxy.cut();
        case 2 -> proxy.halfClose();
        case 3 -> proxy.hold();
        case 4 -> pool.clearEndpoint(endpoint);
        case 5 -> pool.limit(endpoint, 1 + random.nextInt(LIMIT));
        default -> pool.suspend();
      }
      troubles++;
      done.await(random.nextInt(5), TimeUnit.MILLISECONDS);
      proxy.resume();
      pool.resume();
    }
    return troubles;
  }
}
