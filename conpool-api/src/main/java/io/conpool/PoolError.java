package io.conpool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as a value to switch on.
 *
 * <p>Kinds will be added: keep a default branch. Texts from outside, a server's or a resolver's,
 * are stripped of control characters and cut at 256 characters.
 */
public sealed interface PoolError {

  /**
   * The name has no address, or its resolution failed or took longer than the connect timeout.
   *
   * @param hostname the name
   */
  record DnsResolutionFailed(String hostname) implements PoolError {
    /**
     * Makes the error.
     *
     * @param hostname the name
     */
    public DnsResolutionFailed {
      hostname = ForeignText.clean(hostname);
    }

    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /**
   * Every try failed: refused, unreachable or reset.
   *
   * @param endpoint where to
   * @param attempts how many tries were made
   * @param lastError why the last one failed
   */
  record ConnectionFailed(Endpoint endpoint, int attempts, String lastError) implements PoolError {
    /**
     * Makes the error.
     *
     * @param endpoint where to
     * @param attempts how many tries were made
     * @param lastError why the last one failed
     */
    public ConnectionFailed {
      lastError = ForeignText.clean(lastError);
    }

    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /**
   * The last try took longer than the connect timeout; or the caller's deadline came with a dial
   * under way.
   *
   * @param endpoint where to
   * @param timeout the time that passed
   */
  record ConnectionTimeout(Endpoint endpoint, Duration timeout) implements PoolError {
    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /**
   * The TLS handshake was refused, by this side or by the peer.
   *
   * @param endpoint where to
   * @param reason what kind of refusal
   * @param detail the words of whoever refused
   */
  record TlsFailed(Endpoint endpoint, TlsFailure reason, String detail) implements PoolError {
    /**
     * Makes the error.
     *
     * @param endpoint where to
     * @param reason what kind of refusal
     * @param detail the words of whoever refused
     */
    public TlsFailed {
      detail = ForeignText.clean(detail);
    }

    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /**
   * The {@link ConnectHook} failed or took too long.
   *
   * @param endpoint where to
   * @param detail why
   */
  record InitFailed(Endpoint endpoint, String detail) implements PoolError {
    /**
     * Makes the error.
     *
     * @param endpoint where to
     * @param detail why
     */
    public InitFailed {
      detail = ForeignText.clean(detail);
    }

    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /**
   * The proxy refused.
   *
   * @param endpoint where to
   * @param detail the proxy's words
   */
  record ProxyFailed(Endpoint endpoint, String detail) implements PoolError {
    /**
     * Makes the error.
     *
     * @param endpoint where to
     * @param detail the proxy's words
     */
    public ProxyFailed {
      detail = ForeignText.clean(detail);
    }

    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /**
   * A provider is not there, or not any more, or cannot work here.
   *
   * @param kind which kind: {@code transport}, {@code tls} or {@code dns}
   * @param name the name that the configuration asks for, or {@code any}
   * @param detail what is there instead, and why it cannot be used
   */
  record ProviderUnavailable(String kind, String name, String detail) implements PoolError {
    /**
     * Makes the error.
     *
     * @param kind which kind
     * @param name the name asked for
     * @param detail what is there instead
     */
    public ProviderUnavailable {
      name = ForeignText.clean(name);
      detail = ForeignText.clean(detail);
    }

    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /**
   * The deadline came while the caller waited for capacity.
   *
   * @param endpoint where to
   * @param waited how long the caller had waited
   * @param load what the endpoint was busy with at that moment
   */
  record AcquireTimeout(Endpoint endpoint, Duration waited, EndpointLoad load)
      implements PoolError {
    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /**
   * As many callers as allowed were waiting already.
   *
   * @param endpoint where to
   * @param maxWaiters how many are allowed
   */
  record TooManyWaiters(Endpoint endpoint, int maxWaiters) implements PoolError {
    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /** The pool is closed. */
  record PoolClosed() implements PoolError {
    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /** The waiting thread was interrupted; its flag is still set. */
  record Interrupted() implements PoolError {
    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /**
   * A configuration that cannot be right.
   *
   * @param message names the field and says what would be right
   */
  record InvalidConfig(String message) implements PoolError {
    /**
     * Makes the error.
     *
     * @param message names the field and says what would be right
     */
    public InvalidConfig {
      message = ForeignText.clean(message);
    }

    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /**
   * An endpoint that cannot be right.
   *
   * @param message names the part and says what would be right
   */
  record InvalidEndpoint(String message) implements PoolError {
    /**
     * Makes the error.
     *
     * @param message names the part and says what would be right
     */
    public InvalidEndpoint {
      message = ForeignText.clean(message);
    }

    @Override
    public String toString() {
      return Braces.format(this);
    }
  }

  /**
   * What an endpoint was busy with when a caller gave up.
   *
   * @param limit how many connections it may have
   * @param leased how many were leased
   * @param idle how many were idle
   * @param dialing how many were being made
   * @param waiting how many callers waited, this one included
   * @param suspended whether the pool was suspended
   * @param oldestHolder the thread that has held a connection longest, or null where none was
   *     leased
   * @param oldestHeld how long it had held it, or null
   * @param lastDialError why the last failed dial had failed, or null where none had
   */
  record EndpointLoad(
      int limit,
      int leased,
      int idle,
      int dialing,
      int waiting,
      boolean suspended,
      @Nullable String oldestHolder,
      @Nullable Duration oldestHeld,
      @Nullable String lastDialError) {
    /**
     * Makes the description.
     *
     * @param limit how many connections it may have
     * @param leased how many were leased
     * @param idle how many were idle
     * @param dialing how many were being made
     * @param waiting how many callers waited
     * @param suspended whether the pool was suspended
     * @param oldestHolder the thread that has held a connection longest, or null
     * @param oldestHeld how long it had held it, or null
     * @param lastDialError why the last failed dial had failed, or null
     */
    public EndpointLoad {
      oldestHolder = oldestHolder == null ? null : ForeignText.clean(oldestHolder);
      lastDialError = lastDialError == null ? null : ForeignText.clean(lastDialError);
    }

    /** Returns what there was as text for people; what there was not is left out. */
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("{limit=").append(limit);
      text.append(", leased=").append(leased);
      if (oldestHolder != null) {
        text.append(", oldestHolder=").append(oldestHolder);
      }
      if (oldestHeld != null) {
        text.append(", oldestHeld=").append(Durations.rounded(oldestHeld));
      }
      text.append(", idle=").append(idle);
      text.append(", dialing=").append(dialing);
      text.append(", waiting=").append(waiting);
      if (suspended) {
        text.append(", suspended");
      }
      if (lastDialError != null) {
        text.append(", lastDialError=").append(lastDialError);
      }
      return text.append('}').toString();
    }
  }

  /** What kind of refusal a failed TLS handshake was. Values may be added. */
  enum TlsFailure {
    /** The peer's certificate is not trusted, not valid now, or not made for this use. */
    CERTIFICATE,
    /** The peer's certificate is for somebody else. */
    HOST_NAME,
    /** There is no common protocol version. */
    PROTOCOL_VERSION,
    /** There is no common cipher suite. */
    CIPHER_SUITE,
    /** There is no common application protocol (ALPN). */
    APPLICATION_PROTOCOL,
    /** The peer refuses our certificate, or wants one. */
    CLIENT_CERTIFICATE,
    /** The peer does not speak TLS. */
    NOT_TLS,
    /** The peer ended the handshake, or broke its rules, in another way. */
    HANDSHAKE
  }
}
