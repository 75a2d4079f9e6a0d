package io.conpool.impl.dial;

import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.impl.provider.ProviderUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why one try to make a connection failed, and whether another one may fare better. */
public final class DialFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /** What happened. */
  private final transient PoolError error;

  /** What was being done, innermost first. */
  private final transient List<String> context;

  /** Whether the cause may pass by itself. */
  private final boolean passing;

  DialFailure(PoolError error, List<String> context, boolean passing, @Nullable Throwable cause) {
    super(error.toString(), cause);
    this.error = error;
    this.context = List.copyOf(context);
    this.passing = passing;
  }

  /** A provider is not there. */
  static DialFailure unavailable(ProviderUnavailableException cause, String connecting) {
    return new DialFailure(cause.error(), List.of(connecting), false, cause);
  }

  /** No thread can be had to make the try. */
  public static DialFailure noThread(Endpoint endpoint, Throwable cause) {
    return new DialFailure(
        new PoolError.ConnectionFailed(endpoint, 1, "no thread to connect on"),
        List.of("connecting to " + endpoint.authority()),
        false,
        cause);
  }

  /** The same, with what else has gone wrong. */
  DialFailure causedBy(Throwable told) {
    return new DialFailure(error, context, passing, told);
  }

  /** Whether there was no address to try. */
  boolean isUnresolved() {
    return error instanceof PoolError.DnsResolutionFailed;
  }

  /** Whether another try may fare better. */
  public boolean isPassing() {
    return passing;
  }

  /** A fresh exception for one caller, after so many tries. */
  public PoolException toException(int tries) {
    List<String> told = new ArrayList<>(context);
    if (tries > 1) {
      told.add("after " + (tries - 1) + (tries == 2 ? " retry attempt" : " retry attempts"));
    }
    return new PoolException(counted(tries), told, getCause());
  }

  private PoolError counted(int tries) {
    return error instanceof PoolError.ConnectionFailed failed
        ? new PoolError.ConnectionFailed(failed.endpoint(), tries, failed.lastError())
        : error;
  }
}
