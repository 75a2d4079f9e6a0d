package io.conpool.impl.pool;

import io.conpool.CloseReason;
import io.conpool.HealthCheck;
import io.conpool.PoolConfig;
import io.conpool.impl.time.Deadline;
import io.conpool.impl.time.Platform;
import io.conpool.impl.transport.Wire;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an entry may be leased now: its age, the pool's probe, the user's health check.
 *
 * <p>Runs on the acquirer's thread, outside every lock, on an entry that the acquirer owns.
 */
final class Vetting {

  private final Platform platform;
  private final long maxIdleNanos;
  private final boolean keepsIdle;
  private final @Nullable HealthCheck healthCheck;
  private final long healthCheckAfterIdleNanos;
  private final long healthCheckTimeoutNanos;

  Vetting(PoolConfig config, Platform platform) {
    this.platform = platform;
    this.maxIdleNanos = Nanos.of(config.maxIdleTime());
    this.keepsIdle = config.minIdlePerEndpoint() > 0;
    this.healthCheck = config.healthCheck();
    this.healthCheckAfterIdleNanos = Nanos.of(config.healthCheckAfterIdle());
    this.healthCheckTimeoutNanos = Nanos.of(config.healthCheckTimeout());
  }

  /** Whether a deadline plays a part at all, so that the clock need not be read otherwise. */
  boolean needsDeadline() {
    return healthCheck != null;
  }

  /** Whether the user's health check must be asked before this entry is leased. */
  boolean isHealthCheckDue(Entry entry, long tick) {
    return healthCheck != null
        && entry.uses() > 0
        && (healthCheckAfterIdleNanos == 0 // always, even if the tick is behind
            || tick - entry.lastUsed() >= healthCheckAfterIdleNanos);
  }

  /**
   * Finds out why an entry must be closed instead of leased.
   *
   * @param deadline the caller's, a time of the clock, or {@link Platform#FOREVER}
   * @param tick the time, a tick old at most
   * @return the reason, or null if it is fit
   */
  @Nullable CloseReason objection(Entry entry, long deadline, long tick) {
    CloseReason condemned = entry.condemned();
    if (condemned != null && !(mayServeOnce(condemned) && entry.uses() == 0)) {
      return condemned;
    }
    if (entry.lifetimeLeft(tick) <= 0) {
      return CloseReason.LIFETIME;
    }
    // Where some idle entries are to be kept, the housekeeper alone knows which.
    if (maxIdleNanos > 0 && !keepsIdle && tick - entry.lastUsed() >= maxIdleNanos) {
      return CloseReason.IDLE_TIMEOUT;
    }
    boolean due = isHealthCheckDue(entry, tick);
    CloseReason found = probe(entry);
    if (found == null && due) {
      found = check(entry, deadline);
      // What the check has left unread must not reach the holder.
      return found == null ? probe(entry) : found;
    }
    return found;
  }

  /** Whether a connection that this happened to while it was made may serve who waited for it. */
  private static boolean mayServeOnce(CloseReason condemned) {
    return condemned == CloseReason.PROVIDER_LEFT || condemned == CloseReason.ADDRESS_LEFT;
  }

  private static @Nullable CloseReason probe(Entry entry) {
    return switch (entry.wire().probe()) {
      case IDLE -> null;
      // Before the first lease it is a greeting, from a server that speaks first.
      case DATA_PENDING -> entry.uses() == 0 ? null : CloseReason.UNREAD_DATA;
      case CLOSED -> CloseReason.PEER_CLOSED;
    };
  }

  private @Nullable CloseReason check(Entry entry, long deadline) {
    HealthCheck asked = healthCheck;
    if (asked == null) {
      return null;
    }
    long limit = platform.now() + healthCheckTimeoutNanos;
    if (deadline != Platform.FOREVER && deadline - limit < 0) {
      limit = deadline;
    }
    Wire wire = entry.wire();
    CheckStream stream = new CheckStream(entry);
    @Nullable Deadline countdown = null;
    boolean healthy = false;
    try {
      countdown = Deadline.arm(platform, limit, wire::abort);
      healthy = asked.isHealthy(stream);
    } catch (IOException e) {
      Loggers.ENDPOINT.log(
          System.Logger.Level.DEBUG,
          () -> "health check of " + entry.home().endpoint().authority() + " failed",
          e);
    } catch (Throwable e) { // foreign code: an Error must not lose the place either
      Loggers.ENDPOINT.log(
          System.Logger.Level.WARNING,
          () -> "health check of " + entry.home().endpoint().authority() + " threw",
          e);
    }
    boolean sound = stream.finish();
    boolean inTime = countdown != null && countdown.disarm();
    return inTime && healthy && sound ? null : CloseReason.HEALTH_CHECK_FAILED;
  }
}
