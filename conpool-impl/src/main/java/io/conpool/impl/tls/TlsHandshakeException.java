package io.conpool.impl.tls;

import io.conpool.PoolError.TlsFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A TLS handshake was refused, by this side or by the peer: trying again would not help.
 *
 * <p>A transport that fails during a handshake is no refusal, and throws an exception of its own.
 */
public final class TlsHandshakeException extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int MAX_LENGTH = 256;

  private final TlsFailure reason;
  private final String detail;

  TlsHandshakeException(TlsFailure reason, String detail, @Nullable Throwable cause) {
    super("TLS handshake failed: " + reason + ", " + clean(detail), cause);
    this.reason = reason;
    this.detail = clean(detail);
  }

  /** Control characters of the peer's must not forge lines in a log. */
  private static String clean(String text) {
    String clean = text.replaceAll("\\p{Cc}+", " ").strip();
    return clean.length() <= MAX_LENGTH ? clean : clean.substring(0, MAX_LENGTH) + "…";
  }

  /** What kind of refusal it was. */
  public TlsFailure reason() {
    return reason;
  }

  /** The words of whoever refused; may hold text from the peer, made fit for a message. */
  public String detail() {
    return detail;
  }
}
