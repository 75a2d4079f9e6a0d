package io.conpool.impl.proxy;

import java.io.IOException;

/**
 * A proxy refused to lead to the target, or did not talk as a proxy of its kind does.
 *
 * <p>Its message is the detail of a {@link io.conpool.PoolError.ProxyFailed}: it never holds
 * credentials, and what the proxy said is in it only as visible ASCII. A proxy that cannot be
 * reached, or whose connection ends or is reset, is no refusal but an ordinary {@link IOException},
 * as with any other address.
 */
public final class ProxyRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean verdict;

  /**
   * Makes one.
   *
   * @param verdict whether no other address of the proxy would do better
   */
  ProxyRefusedException(String detail, boolean verdict) {
    super(detail);
    this.verdict = verdict;
  }

  /** The proxy understood, and said no. */
  static ProxyRefusedException verdict(String detail) {
    return new ProxyRefusedException(detail, true);
  }

  /** The conversation with the proxy was none. */
  static ProxyRefusedException broken(String detail) {
    return new ProxyRefusedException(detail, false);
  }

  /**
   * Whether this is what the proxy decided, so that no other address of it would do better. False
   * where there was no conversation, or where the proxy has failed: that may be the fault of the
   * one machine at this address.
   */
  public boolean isVerdict() {
    return verdict;
  }
}
