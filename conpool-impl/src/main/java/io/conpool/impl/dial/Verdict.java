package io.conpool.impl.dial;

import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.impl.proxy.ProxyRefusedException;
import io.conpool.impl.race.Setback;
import io.conpool.impl.tls.TlsHandshakeException;
import io.conpool.impl.transport.CauseText;
import io.conpool.spi.DnsException;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the setbacks of a try come to that nobody has won: which error it is, and whether another
 * try may fare better.
 */
final class Verdict {

  /**
   * What a cause is, and whether it may pass by itself: the one table of what is tried again. Where
   * a try has met several, the first in this order says what has happened to it.
   */
  enum Kind {
    /** A failure that has its error already: no provider, or a configuration that cannot work. */
    TOLD(false),
    /** Something that providers must not throw. */
    BROKEN(false),
    /** A proxy has refused to lead on, or is none. */
    PROXY_REFUSED(false),
    /** One side has refused the other: certificate, name, version, protocol, or no TLS at all. */
    HANDSHAKE_REFUSED(false),
    /** Refused, unreachable, silent, or the connection ended or reset, also by a proxy. */
    UNREACHABLE(true),
    /** The resolver could not tell. */
    NO_ANSWER(true),
    /** The resolver knows that there is no such name, or no address, or it is broken. */
    NO_ADDRESS(false);

    private final boolean passing;

    Kind(boolean passing) {
      this.passing = passing;
    }

    boolean isPassing() {
      return passing;
    }

    static Kind of(Setback setback) {
      if (setback.phase() != Setback.Phase.RESOLVING || setback.cause() instanceof DialFailure) {
        return of(setback.cause());
      }
      boolean temporary =
          setback.cause() instanceof DnsException failure
              && failure.kind() == DnsException.Kind.TEMPORARY;
      return temporary ? NO_ANSWER : NO_ADDRESS;
    }

    /** What the failure of an attempt is. */
    static Kind of(Throwable cause) {
      if (cause instanceof DialFailure) {
        return TOLD;
      } else if (cause instanceof ProxyRefusedException) {
        return PROXY_REFUSED;
      } else if (cause instanceof TlsHandshakeException) {
        return HANDSHAKE_REFUSED;
      }
      return cause instanceof IOException ? UNREACHABLE : BROKEN;
    }
  }

  private final Endpoint endpoint;
  private final Hop hop;
  private final List<Setback> setbacks;
  private final String connecting;

  Verdict(Endpoint endpoint, Hop hop, List<Setback> setbacks) {
    this.endpoint = endpoint;
    this.hop = hop;
    this.setbacks = setbacks;
    this.connecting = "connecting to " + endpoint.authority();
  }

  /**
   * Whether no other address can do better where one has failed like this: a refused certificate is
   * the name's, not the address's.
   */
  static boolean isDecisive(Throwable cause) {
    if (cause instanceof TlsHandshakeException refusal) {
      return switch (refusal.reason()) {
        case CERTIFICATE, HOST_NAME, CLIENT_CERTIFICATE -> true;
        default -> false;
      };
    }
    if (cause instanceof ProxyRefusedException refusal) {
      return refusal.isVerdict();
    }
    return Kind.of(cause) == Kind.TOLD || cause instanceof LinkageError;
  }

  /** Why the try has failed. */
  DialFailure failure() {
    if (setbacks.isEmpty()) {
      return failed("the dial was abandoned", false, null);
    }
    int deciding = deciding();
    Throwable cause = setbacks.get(deciding).cause();
    SetbackException told = told(deciding);
    Kind kind = Kind.of(setbacks.get(deciding));
    return switch (kind) {
      case TOLD -> {
        DialFailure failure = (DialFailure) cause;
        yield setbacks.size() == 1 ? failure : failure.causedBy(told);
      }
      case BROKEN -> failed(CauseText.of(cause), kind.isPassing(), told);
      case PROXY_REFUSED -> unled(CauseText.of(cause), kind.isPassing(), told);
      case HANDSHAKE_REFUSED ->
          refused(setbacks.get(deciding), (TlsHandshakeException) cause, kind.isPassing(), told);
      case UNREACHABLE -> failed(lastError(), kind.isPassing(), told);
      case NO_ANSWER, NO_ADDRESS -> unresolved(kind.isPassing(), told);
    };
  }

  /** The place of the first of the worst kind. */
  private int deciding() {
    Comparator<Integer> worst =
        Comparator.comparing((Integer place) -> Kind.of(setbacks.get(place)))
            .thenComparing(place -> !isDecisive(setbacks.get(place).cause()));
    return IntStream.range(0, setbacks.size()).boxed().min(worst).orElseThrow();
  }

  /**
   * Why a try has failed that has met its time-out.
   *
   * @param resolved whether there was an address to try
   */
  DialFailure timedOut(Duration timeout, boolean resolved) {
    SetbackException told = setbacks.isEmpty() ? null : told(firstAttempt());
    return resolved || attempts().findAny().isPresent()
        ? new DialFailure(
            new PoolError.ConnectionTimeout(endpoint, timeout), List.of(connecting), false, told)
        : unresolved(false, told);
  }

  private Stream<Setback> attempts() {
    return setbacks.stream().filter(setback -> setback.address() != null);
  }

  /** The place of the first attempt, or of the first setback where there was no attempt. */
  private int firstAttempt() {
    return IntStream.range(0, setbacks.size())
        .filter(place -> setbacks.get(place).address() != null)
        .findFirst()
        .orElse(0);
  }

  private SetbackException told(int first) {
    return SetbackException.of(first, setbacks, this::step);
  }

  /** What was being done. */
  private String step(Setback setback) {
    return switch (setback.phase()) {
      case RESOLVING -> "resolving " + hop.authority();
      case CONNECTING -> "connecting to " + setback.address();
      case SECURING -> securing(setback.cause()) + " " + setback.address();
    };
  }

  /** Before a handshake may come a proxy, or what announces the connection. */
  private String securing(Throwable cause) {
    if (cause instanceof TlsHandshakeException
        || (endpoint.proxy() == null && endpoint.security() == Endpoint.Security.TLS)) {
      return "TLS handshake with";
    }
    return endpoint.proxy() == null ? "announcing the connection to" : "getting through";
  }

  private String lastError() {
    Setback last = attempts().reduce((earlier, later) -> later).orElseThrow();
    return CauseText.of(last.cause()) + " (" + last.address() + ")";
  }

  private DialFailure failed(String lastError, boolean passing, @Nullable Throwable cause) {
    return new DialFailure(
        new PoolError.ConnectionFailed(endpoint, 1, lastError),
        List.of(connecting),
        passing,
        cause);
  }

  private DialFailure unled(String detail, boolean passing, Throwable told) {
    return new DialFailure(
        new PoolError.ProxyFailed(endpoint, detail),
        List.of("asking " + endpoint.proxy() + " for " + endpoint.authority(), connecting),
        passing,
        told);
  }

  private DialFailure refused(
      Setback setback, TlsHandshakeException cause, boolean passing, Throwable told) {
    return new DialFailure(
        new PoolError.TlsFailed(endpoint, cause.reason(), cause.detail()),
        List.of("TLS handshake with " + Objects.requireNonNull(setback.address()), connecting),
        passing,
        told);
  }

  private DialFailure unresolved(boolean passing, @Nullable Throwable cause) {
    return new DialFailure(
        new PoolError.DnsResolutionFailed(hop.host()),
        List.of("resolving " + hop.authority(), connecting),
        passing,
        cause);
  }
}
