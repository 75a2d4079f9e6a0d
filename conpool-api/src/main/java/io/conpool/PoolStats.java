package io.conpool;

import java.time.Duration;

/** SKELETON: to be completed by the API author. Value semantics; plus(PoolStats) sums. */
public final class PoolStats {
  private PoolStats() {}

  public static Builder builder() {
    throw new IllegalStateException();
  }

  public int active() {
    return 0;
  }

  public int idle() {
    return 0;
  }

  public int dialing() {
    return 0;
  }

  public int waiting() {
    return 0;
  }

  public long totalCreated() {
    return 0;
  }

  public long totalReused() {
    return 0;
  }

  public long totalClosed() {
    return 0;
  }

  public long errors() {
    return 0;
  }

  /** acquires that ended in AcquireTimeout or ConnectionTimeout. */
  public long timeouts() {
    return 0;
  }

  /** Sum of the time callers spent queued. */
  public Duration waitTime() {
    return Duration.ZERO;
  }

  public PoolStats plus(PoolStats other) {
    return this;
  }

  /** For implementations: one setter per component, same names. */
  public static final class Builder {
    private Builder() {}

    public Builder active(int active) {
      return this;
    }

    public Builder idle(int idle) {
      return this;
    }

    public Builder dialing(int dialing) {
      return this;
    }

    public Builder waiting(int waiting) {
      return this;
    }

    public Builder totalCreated(long totalCreated) {
      return this;
    }

    public Builder totalReused(long totalReused) {
      return this;
    }

    public Builder totalClosed(long totalClosed) {
      return this;
    }

    public Builder errors(long errors) {
      return this;
    }

    public Builder timeouts(long timeouts) {
      return this;
    }

    public Builder waitTime(Duration waitTime) {
      return this;
    }

    public PoolStats build() {
      throw new IllegalStateException();
    }
  }
}
