package io.conpool.cmd.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.PoolConfig;
import io.conpool.cmd.stress.StressReport.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StressRunTest {

  private static StressReport run(FakePool.Fault fault, Progress progress) throws Exception {
    StressPlan plan =
        new StressPlan(
            "test",
            new Workload(2, 5, 4, 3, 32),
            PoolConfig.builder().maxConnectionsPerEndpoint(1).build(),
            false,
            ThreadKind.PLATFORM,
            1,
            Duration.ofSeconds(fault == FakePool.Fault.STALL ? 1 : 50));
    return new StressRun(plan, config -> FakePool.create(config, fault), progress).run();
  }

  private static StressReport run(FakePool.Fault fault) throws Exception {
    return run(fault, Progress.NONE);
  }

  private static List<String> failed(StressReport report) {
    return report.checks().stream().filter(check -> !check.good()).map(Check::what).toList();
  }

  @Test
  void aRunWithoutFaultPassesAndMeasuresEveryMessage() throws Exception {
    StressReport report = run(FakePool.Fault.NONE);

    assertThat(failed(report)).isEmpty();
    assertThat(report.passed()).isTrue();
    assertThat(report.board().echoed()).isEqualTo(40);
    assertThat(report.rest().servers()).isEqualTo(new Ledger.Count(2, 2));
    assertThat(report.closed()).containsOnlyKeys(CloseReason.POOL_CLOSED);
    assertThat(report.exchange().p50()).isPositive().isLessThanOrEqualTo(report.exchange().max());
    assertThat(report.acquire().p50()).isLessThan(report.exchange().max());
    assertThat(report.throughput()).isPositive();
  }

  @Test
  void aWrongByteIsFound() throws Exception {
    StressReport report = run(FakePool.Fault.WRONG_BYTE);

    assertThat(report.board().wrongBytes()).isEqualTo(1);
    assertThat(failed(report)).containsExactly("every message came back byte for byte");
  }

  @Test
  void anErrorIsCountedAndTheOtherMessagesAreSent() throws Exception {
    StressReport report = run(FakePool.Fault.ERROR);

    assertThat(report.board().echoed()).isEqualTo(39);
    assertThat(report.board().failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.kind()).isEqualTo("ConnectionFailed"));
    assertThat(failed(report)).containsExactly("every message came back byte for byte");
  }

  @Test
  void aStallIsReportedWithWhoIsStuckWhere() throws Exception {
    StressReport report = run(FakePool.Fault.STALL);

    assertThat(failed(report))
        .containsExactly("the run ended in time", "every message came back byte for byte");
    assertThat(report.stall())
        .contains("stress-", "message 1 to tcp://127.0.0.1:", "FakePool.acquire", "a fake pool");
  }

  @Test
  void theProgressIsTold() throws Exception {
    List<String> told = new ArrayList<>();
    run(
        FakePool.Fault.STALL,
        new Progress() {
          @Override
          public void at(long done, long failed, long total) {
            told.add(total + " in all");
          }

          @Override
          public void over() {
            told.add("over");
          }
        });

    assertThat(told).startsWith("40 in all").endsWith("over");
  }
}
