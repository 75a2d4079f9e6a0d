package io.conpool.spi;

import java.io.IOException;
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

  /**
   * Makes the failure of one look-up.
   *
   * @param kind what kind it was
   * @param message what happened, in words
   * @param cause what the resolver threw, or null
   */
  public DnsException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  /**
   * Returns what kind of failure it was.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }
}
