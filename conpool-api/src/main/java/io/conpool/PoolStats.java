package io.conpool;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts of what an endpoint, or a whole pool, has and had.
 *
 * <p>A snapshot: each count was right at some moment during the call that returned it, not all at
 * the same one.
 */
public final class PoolStats {

  private final int active;
  private final int idle;
  private final int dialing;
  private final int waiting;
  private final long totalCreated;
  private final long totalReused;
  private final long totalClosed;
  private final long errors;
  private final long attemptsFailed;
  private final long timeouts;
  private final Duration waitTime;

  private PoolStats(Builder builder) {
    this.active = builder.active;
    this.idle = builder.idle;
    this.dialing = builder.dialing;
    this.waiting = builder.waiting;
    this.totalCreated = builder.totalCreated;
    this.totalReused = builder.totalReused;
    this.totalClosed = builder.totalClosed;
    this.errors = builder.errors;
    this.attemptsFailed = builder.attemptsFailed;
    this.timeouts = builder.timeouts;
    this.waitTime = builder.waitTime;
  }

  /**
   * Starts with every count at zero; used by implementations of the pool.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return how many connections are leased} */
  public int active() {
    return active;
  }

  /** {@return how many connections are idle} */
  public int idle() {
    return idle;
  }

  /** {@return how many connections are being made} */
  public int dialing() {
    return dialing;
  }

  /** {@return how many callers are queued} */
  public int waiting() {
    return waiting;
  }

  /** {@return how many connections have been made} */
  public long totalCreated() {
    return totalCreated;
  }

  /** {@return how many leases were of a connection that had been leased before} */
  public long totalReused() {
    return totalReused;
  }

  /** {@return how many connections have been closed} */
  public long totalClosed() {
    return totalClosed;
  }

  /**
   * {@return how many dials failed for good, and how many leases ended with a failed read or write}
   */
  public long errors() {
    return errors;
  }

  /**
   * Returns how many attempts to connect to single addresses failed, others of the same dial
   * succeeding or not: refused, unreachable, reset, a handshake that went wrong.
   *
   * @return the number, without those that were given up because another had won or the time was up
   */
  public long attemptsFailed() {
    return attemptsFailed;
  }

  /**
   * Returns how many callers waited in vain.
   *
   * @return the number that ended in {@link PoolError.AcquireTimeout} or {@link
   *     PoolError.ConnectionTimeout}
   */
  public long timeouts() {
    return timeouts;
  }

  /** {@return how long callers have been queued, all together} */
  public Duration waitTime() {
    return waitTime;
  }

  /**
   * Adds other counts to these.
   *
   * @param other the other counts
   * @return the sums
   */
  public PoolStats plus(PoolStats other) {
    return builder()
        .active(active + other.active)
        .idle(idle + other.idle)
        .dialing(dialing + other.dialing)
        .waiting(waiting + other.waiting)
        .totalCreated(totalCreated + other.totalCreated)
        .totalReused(totalReused + other.totalReused)
        .totalClosed(totalClosed + other.totalClosed)
        .errors(errors + other.errors)
        .attemptsFailed(attemptsFailed + other.attemptsFailed)
        .timeouts(timeouts + other.timeouts)
        .waitTime(waitTime.plus(other.waitTime))
        .build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PoolStats that
        && active == that.active
        && idle == that.idle
        && dialing == that.dialing
        && waiting == that.waiting
        && totalCreated == that.totalCreated
        && totalReused == that.totalReused
        && totalClosed == that.totalClosed
        && errors == that.errors
        && attemptsFailed == that.attemptsFailed
        && timeouts == that.timeouts
        && waitTime.equals(that.waitTime);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        active,
        idle,
        dialing,
        waiting,
        totalCreated,
        totalReused,
        totalClosed,
        errors,
        attemptsFailed,
        timeouts,
        waitTime);
  }

  /** Returns all counts as text for people. */
  @Override
  public String toString() {
    return "PoolStats{active="
        + active
        + ", idle="
        + idle
        + ", dialing="
        + dialing
        + ", waiting="
        + waiting
        + ", totalCreated="
        + totalCreated
        + ", totalReused="
        + totalReused
        + ", totalClosed="
        + totalClosed
        + ", errors="
        + errors
        + ", attemptsFailed="
        + attemptsFailed
        + ", timeouts="
        + timeouts
        + ", waitTime="
        + Durations.rounded(waitTime)
        + "}";
  }

  /**
   * Collects the counts; used by implementations of the pool. Not safe for use by several threads.
   */
  public static final class Builder {

    private int active;
    private int idle;
    private int dialing;
    private int waiting;
    private long totalCreated;
    private long totalReused;
    private long totalClosed;
    private long errors;
    private long attemptsFailed;
    private long timeouts;
    private Duration waitTime = Duration.ZERO;

    private Builder() {}

    /**
     * Sets {@link PoolStats#active()}.
     *
     * @param active the number of leased connections
     * @return this builder
     */
    public Builder active(int active) {
      this.active = active;
      return this;
    }

    /**
     * Sets {@link PoolStats#idle()}.
     *
     * @param idle the number of idle connections
     * @return this builder
     */
    public Builder idle(int idle) {
      this.idle = idle;
      return this;
    }

    /**
     * Sets {@link PoolStats#dialing()}.
     *
     * @param dialing the number of connections that are being made
     * @return this builder
     */
    public Builder dialing(int dialing) {
      this.dialing = dialing;
      return this;
    }

    /**
     * Sets {@link PoolStats#waiting()}.
     *
     * @param waiting the number of queued callers
     * @return this builder
     */
    public Builder waiting(int waiting) {
      this.waiting = waiting;
      return this;
    }

    /**
     * Sets {@link PoolStats#totalCreated()}.
     *
     * @param totalCreated the number of connections made so far
     * @return this builder
     */
    public Builder totalCreated(long totalCreated) {
      this.totalCreated = totalCreated;
      return this;
    }

    /**
     * Sets {@link PoolStats#totalReused()}.
     *
     * @param totalReused the number of leases of a used connection so far
     * @return this builder
     */
    public Builder totalReused(long totalReused) {
      this.totalReused = totalReused;
      return this;
    }

    /**
     * Sets {@link PoolStats#totalClosed()}.
     *
     * @param totalClosed the number of connections closed so far
     * @return this builder
     */
    public Builder totalClosed(long totalClosed) {
      this.totalClosed = totalClosed;
      return this;
    }

    /**
     * Sets {@link PoolStats#errors()}.
     *
     * @param errors the number of failures so far
     * @return this builder
     */
    public Builder errors(long errors) {
      this.errors = errors;
      return this;
    }

    /**
     * Sets {@link PoolStats#attemptsFailed()}.
     *
     * @param attemptsFailed the number of failed attempts so far
     * @return this builder
     */
    public Builder attemptsFailed(long attemptsFailed) {
      this.attemptsFailed = attemptsFailed;
      return this;
    }

    /**
     * Sets {@link PoolStats#timeouts()}.
     *
     * @param timeouts the number of callers that waited in vain so far
     * @return this builder
     */
    public Builder timeouts(long timeouts) {
      this.timeouts = timeouts;
      return this;
    }

    /**
     * Sets {@link PoolStats#waitTime()}.
     *
     * @param waitTime how long callers have been queued so far, all together
     * @return this builder
     */
    public Builder waitTime(Duration waitTime) {
      this.waitTime = Objects.requireNonNull(waitTime, "waitTime");
      return this;
    }

    /**
     * Returns what was collected.
     *
     * @return the counts
     */
    public PoolStats build() {
      return new PoolStats(this);
    }
  }
}
