package io.conpool.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A look-up without an answer. */
public final class DnsException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What kind of failure it was, which decides whether it is tried again. */
  public enum Kind {
    /** The name does not exist. Not tried again. */
    NO_SUCH_NAME,
    /** The name exists but has no address of the family asked for. Not tried again. */
    NO_DATA,
    /** The resolver could not tell: no answer in time, or a server failure. Tried again. */
    TEMPORARY
  }

  /** The kind of failure. */
  private final Kind kind;

  /** How long it may be kept. */
  private final @Nullable Duration ttl;

  /**
   * Makes the failure of one look-up, without knowing how long it lasts.
   *
   * @param kind what kind it was
   * @param message what happened, in words
   * @param cause what the resolver threw, or null
   */
  public DnsException(Kind kind, String message, @Nullable Throwable cause) {
    this(kind, message, cause, null);
  }

  /**
   * Makes the failure of one look-up.
   *
   * @param kind what kind it was
   * @param message what happened, in words
   * @param cause what the resolver threw, or null
   * @param ttl how long it may be kept that there is no such name or no address, zero or more; null
   *     where the resolver does not know. Nothing of kind {@link Kind#TEMPORARY} is kept
   * @throws IllegalArgumentException if the time to live is negative
   */
  public DnsException(
      Kind kind, String message, @Nullable Throwable cause, @Nullable Duration ttl) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.ttl = ttl;
    if (ttl != null && ttl.isNegative()) {
      throw new IllegalArgumentException("ttl must be zero or more, was " + ttl);
    }
  }

  /**
   * Returns what kind of failure it was.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns how long the failure may be kept: for a server's answer, the negative time to live of
   * its zone (RFC 2308, section 5). conpool keeps it no longer than {@link
   * io.conpool.PoolConfig#negativeDnsTtl()}.
   *
   * @return the time, zero or more, or null if it is not known
   */
  public @Nullable Duration ttl() {
    return ttl;
  }
}
