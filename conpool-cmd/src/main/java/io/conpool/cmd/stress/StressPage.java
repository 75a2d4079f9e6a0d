package io.conpool.cmd.stress;

import io.conpool.PoolStats;
import io.conpool.cmd.text.Page;
import io.conpool.cmd.text.Page.Column;
import io.conpool.cmd.text.Quantity;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Puts a report on a page. */
final class StressPage {

  private static final List<Column> LATENCIES =
      List.of(
          new Column("latency", false),
          new Column("p50", true),
          new Column("p99", true),
          new Column("p99.9", true),
          new Column("max", true));

  private StressPage() {}

  static String of(StressReport report, Ansi ansi) {
    Page page = new Page(ansi);
    heading(page, report.plan());
    figures(page, report);
    List<StressReport.Check> failed =
        report.checks().stream().filter(check -> !check.good()).toList();
    page.gap();
    for (StressReport.Check check : failed) {
      page.verdict("FAILED", false, check.what()).row("", check.found());
    }
    if (failed.isEmpty()) {
      page.verdict("passed", true, "all " + report.checks().size() + " checks");
    }
    if (report.stall() != null) {
      page.gap().title("Where it stood").block(report.stall());
    }
    return page.toString();
  }

  private static void heading(Page page, StressPlan plan) {
    Workload work = plan.workload();
    page.title("conpool stress: " + plan.name())
        .note(
            String.join(
                ", ",
                Quantity.count(work.servers(), plan.tls() ? "TLS server" : "plain server"),
                Quantity.count(work.clientsPerServer(), "client") + " each",
                Quantity.count(work.messagesPerClient(), "message") + " per client",
                "at most " + Quantity.count(work.maxParallel()) + " at once"))
        .note(
            String.join(
                ", ",
                Quantity.count(work.messageBytes(), "byte"),
                Quantity.count(plan.pool().maxConnectionsPerEndpoint(), "connection")
                    + " per server",
                plan.threads() + " threads",
                "Java " + Runtime.version().feature(),
                "seed " + plan.seed()))
        .gap();
  }

  private static void figures(Page page, StressReport report) {
    PoolStats stats = report.rest().stats();
    Scoreboard board = report.board();
    page.row(
            "messages",
            Quantity.count(board.echoed())
                + " of "
                + Quantity.count(report.plan().workload().messages())
                + " in "
                + Quantity.time(report.elapsed()))
        .row("throughput", Quantity.count(Math.round(report.throughput())) + " messages/s")
        .gap();
    if (report.stall() == null) {
      page.table(
              LATENCIES,
              List.of(latency("acquire", report.acquire()), latency("exchange", report.exchange())))
          .gap();
    }
    page.row(
            "connections",
            Quantity.count(stats.totalCreated())
                + " created (limit "
                + Quantity.count(report.plan().limit())
                + "), "
                + Quantity.count(stats.totalReused())
                + " reused, "
                + Quantity.count(report.closed().values().stream().mapToLong(n -> n).sum())
                + " closed")
        .row("closed for", report.reasons())
        .row(
            "servers saw",
            Quantity.count(report.rest().servers().accepted())
                + " accepted, "
                + Quantity.count(report.rest().servers().open())
                + " open at rest (pool: "
                + Quantity.count(stats.idle())
                + " idle)")
        .verdict("errors", board.failed() == 0, Quantity.count(board.failed()))
        .verdict("wrong bytes", board.wrongBytes() == 0, Quantity.count(board.wrongBytes()));
    for (Scoreboard.Failure failure : board.failures()) {
      page.row(Quantity.count(failure.count()) + " x", failure.example());
    }
  }

  private static List<String> latency(String name, Latency latency) {
    return List.of(
        name,
        Quantity.time(latency.p50()),
        Quantity.time(latency.p99()),
        Quantity.time(latency.p999()),
        Quantity.time(latency.max()));
  }
}
