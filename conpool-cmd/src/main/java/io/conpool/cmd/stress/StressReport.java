package io.conpool.cmd.stress;

import io.conpool.CloseReason;
import io.conpool.cmd.text.Label;
import io.conpool.cmd.text.Quantity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came of a run.
 *
 * @param plan what was to be done
 * @param elapsed how long the messages took altogether, in nanoseconds
 * @param board how the messages fared
 * @param acquire how long it took to get connections; zeros where the run was called off
 * @param exchange how long whole exchanges took; zeros where the run was called off
 * @param rest what was counted before the pool was closed
 * @param opened the connections that the pool told its listener of until it was closed: it tells
 *     after the fact, so no earlier count need be whole
 * @param closed why connections were closed, the close of the pool included
 * @param poolClosed whether the close of the pool came to an end
 * @param stall who was stuck where, or null where the run ended by itself
 */
record StressReport(
    StressPlan plan,
    long elapsed,
    Scoreboard board,
    Latency acquire,
    Latency exchange,
    Rest rest,
    long opened,
    Map<CloseReason, Long> closed,
    boolean poolClosed,
    @Nullable String stall) {

  /** What no connection is closed for while servers and clients behave. */
  private static final Set<CloseReason> FAULTS =
      EnumSet.of(
          CloseReason.NOT_RELEASED,
          CloseReason.RELEASED_IN_USE,
          CloseReason.IO_FAILED,
          CloseReason.OUTPUT_SHUT_DOWN,
          CloseReason.UNREAD_DATA,
          CloseReason.PEER_CLOSED,
          CloseReason.LEAKED);

  /**
   * Something that has to be so.
   *
   * @param what what
   * @param good whether it is so
   * @param found what was found
   */
  record Check(String what, boolean good, String found) {}

  boolean passed() {
    return checks().stream().allMatch(Check::good);
  }

  /** What is checked: of a run that was called off, not what would be so at rest. */
  List<Check> checks() {
    long messages = plan.workload().messages();
    List<Check> checks = new ArrayList<>();
    checks.add(
        new Check(
            "the run ended in time",
            stall == null,
            "deadline " + Quantity.time(plan.deadline().toNanos())));
    checks.add(
        new Check(
            "every message came back byte for byte",
            board.echoed() == messages && board.wrongBytes() == 0 && board.failed() == 0,
            Quantity.count(board.echoed()) + " of " + Quantity.count(messages)));
    checks.add(new Check("the pool closed", poolClosed, "close() did not return"));
    if (stall == null) {
      checks.addAll(checksAtRest());
    }
    return checks;
  }

  private List<Check> checksAtRest() {
    long created = rest.stats().totalCreated();
    long closedBefore = rest.stats().totalClosed();
    return List.of(
        new Check(
            "no more connections than places",
            created <= plan.limit() + closedBefore,
            created
                + " created, limit "
                + plan.limit()
                + ", "
                + closedBefore
                + " closed meanwhile"),
        new Check("nothing goes on at rest", rest.isQuiet(), rest.stats().toString()),
        new Check(
            "the servers count what the pool counts",
            rest.serversAgree(),
            rest.servers() + ", pool created " + created + ", idle " + rest.stats().idle()),
        new Check(
            "the listener was told of every connection",
            !poolClosed || (opened == created && sum(closed) == created),
            opened + " opened, " + sum(closed) + " closed, " + created + " created"),
        new Check(
            "no connection was closed for a fault",
            closed.keySet().stream().noneMatch(FAULTS::contains),
            reasons()));
  }

  /** Why connections were closed and how many: {@code pool-closed 15}. */
  String reasons() {
    return closed.isEmpty()
        ? "none"
        : closed.entrySet().stream()
            .map(each -> Label.of(each.getKey()) + " " + Quantity.count(each.getValue()))
            .collect(Collectors.joining(", "));
  }

  /** Messages in a second. */
  double throughput() {
    return board.echoed() / (elapsed / 1e9);
  }

  private static long sum(Map<CloseReason, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
