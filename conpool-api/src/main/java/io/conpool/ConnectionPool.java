package io.conpool;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps connections to any number of endpoints and leases them, one holder at a time.
 *
 * <p>A pool resolves names, connects, does the TLS handshake, checks idle connections before it
 * hands them out, limits how many there are, and closes those that are too old. What is spoken on a
 * connection is the caller's business.
 *
 * <pre>{@code
 * try (ConnectionPool pool = ConnectionPool.create(PoolConfig.defaults())) {
 *   String answer = pool.withConnection(Endpoint.tls("example.org", 443), connection -> {
 *     connection.outputStream().write(request);
 *     return readAnswer(connection.inputStream());
 *   });
 * }
 * }</pre>
 *
 * <p>All methods are safe for use by several threads, platform or virtual. An endpoint is completed
 * with the pool's defaults ({@link PoolConfig#resolve(Endpoint)}) before it becomes a key. No
 * argument may be null.
 */
@ProviderType
public interface ConnectionPool extends AutoCloseable {

  /**
   * Makes a pool with the implementation that is found.
   *
   * <p>Looks for a {@link ConnectionPoolFactory} with the API's class loader, then with the
   * thread's context class loader.
   *
   * @param config how the pool behaves
   * @return a new pool, to be closed by the caller
   * @throws IllegalStateException if no implementation is found; the message says what to add
   * @throws InvalidArgumentException with {@link PoolError.InvalidConfig} if the configuration
   *     cannot be had here
   */
  static ConnectionPool create(PoolConfig config) {
    return FactoryLookup.find().create(config);
  }

  /**
   * Leases a connection, within the {@linkplain PoolConfig#acquireTimeout() acquire timeout} of the
   * configuration.
   *
   * @param endpoint whom to talk to
   * @return a connection, never null, which the caller releases or closes
   * @throws PoolException as {@link #acquire(Endpoint, Duration)} says
   */
  Connection acquire(Endpoint endpoint) throws PoolException;

  /**
   * Leases a connection.
   *
   * <p>Takes a healthy idle connection if there is one, else waits for whichever comes first: a
   * connection that is given back, a new one, or a freed place. The timeout is one deadline for all
   * of it: queueing, name resolution, connecting, the TLS handshake, the connect hook and the
   * health check. Callers are served in the order they came, up to the {@linkplain
   * PoolConfig#fairnessDelay() fairness delay}.
   *
   * <p>An interrupt ends the wait: the thread's interrupt flag stays set, and no connection is
   * lost. If it is set at the beginning, the call fails before it touches any connection.
   *
   * @param endpoint whom to talk to
   * @param timeout how long to wait at most; zero means one attempt without waiting, but for a
   *     health check that is due. Not negative
   * @return a connection, never null, which the caller releases or closes
   * @throws PoolException if there is none, with one of: {@link PoolError.DnsResolutionFailed},
   *     {@link PoolError.ConnectionFailed}, {@link PoolError.ConnectionTimeout}, {@link
   *     PoolError.TlsFailed}, {@link PoolError.InitFailed}, {@link PoolError.ProxyFailed}, {@link
   *     PoolError.ProviderUnavailable}, {@link PoolError.AcquireTimeout}, {@link
   *     PoolError.TooManyWaiters}, {@link PoolError.PoolClosed}, {@link PoolError.Interrupted}
   * @throws InvalidArgumentException if the timeout is negative, or the endpoint cannot be had in
   *     this pool
   */
  Connection acquire(Endpoint endpoint, Duration timeout) throws PoolException;

  /**
   * Leases an idle connection if one is at hand.
   *
   * <p>Probes it, but neither dials nor waits nor runs a {@link HealthCheck}: a connection due for
   * one stays idle. Empty while earlier callers are being served in turn, and while the pool is
   * suspended.
   *
   * @param endpoint whom to talk to
   * @return a connection, which the caller releases or closes, or empty
   * @throws PoolException with {@link PoolError.PoolClosed} or {@link PoolError.Interrupted}
   * @throws InvalidArgumentException if the endpoint cannot be had in this pool
   */
  Optional<Connection> tryAcquire(Endpoint endpoint) throws PoolException;

  /**
   * Leases a connection for one exchange.
   *
   * <p>A normal return of the body {@linkplain Connection#release() releases} the connection,
   * anything thrown closes it.
   *
   * @param endpoint whom to talk to
   * @param body the exchange
   * @param <T> what the body returns
   * @param <X> what the body throws
   * @return what the body returned
   * @throws PoolException as {@link #acquire(Endpoint, Duration)}
   * @throws X what the body threw
   */
  <T extends @Nullable Object, X extends Exception> T withConnection(
      Endpoint endpoint, ConnectionFunction<T, X> body) throws PoolException, X;

  /**
   * Counts what one endpoint has and had.
   *
   * @param endpoint the endpoint
   * @return the counts, all zero where the pool does not know the endpoint
   */
  PoolStats stats(Endpoint endpoint);

  /**
   * Counts what each endpoint has and had.
   *
   * @return the counts of the endpoints that are in use, keyed by the completed endpoint; a copy
   */
  Map<Endpoint, PoolStats> allStats();

  /**
   * Counts what all endpoints have and had, those included that have vanished since.
   *
   * @return the sums
   */
  PoolStats total();

  /**
   * Retires every connection of an endpoint: after a restart of the server, or with new
   * credentials.
   *
   * <p>Idle ones are closed now, leased ones when they are given back. Dials under way are
   * abandoned; whoever waits for one keeps his place and is served by a new one. What is known of
   * the name's addresses is forgotten.
   *
   * @param endpoint the endpoint; nothing happens where the pool does not know it
   */
  void clearEndpoint(Endpoint endpoint);

  /**
   * Opens connections ahead of need.
   *
   * <p>Returns at once. Dials in the background until leased, idle and dialing connections are
   * {@code connections} together, each with one try; failures are logged, counted and told to the
   * listener. Never evicts another endpoint's connection.
   *
   * @param endpoint the endpoint
   * @param connections how many, 1 up to the endpoint's limit
   * @throws InvalidArgumentException if it is more than the limit or less than 1
   * @throws IllegalStateException if the pool is closed
   */
  void warmUp(Endpoint endpoint, int connections);

  /**
   * Changes how many connections an endpoint may have, until it vanishes.
   *
   * <p>When lowered, surplus idle connections are closed now and leased ones when they are given
   * back.
   *
   * @param endpoint the endpoint
   * @param maxConnections the new limit, at least 1 and at least {@link
   *     PoolConfig#minIdlePerEndpoint()}
   * @throws InvalidArgumentException if it is less
   * @throws IllegalStateException if the pool is closed
   */
  void limit(Endpoint endpoint, int maxConnections);

  /**
   * Stops leasing, until {@link #resume()}.
   *
   * <p>{@code acquire} queues, {@code tryAcquire} is empty, nothing new is dialed. Leases go on;
   * what is given back goes idle; deadlines and expiry run. Does nothing on a suspended or closed
   * pool.
   */
  void suspend();

  /** Leases again and serves whoever waits. Does nothing on a pool that is not suspended. */
  void resume();

  /**
   * Describes the pool on a page for people: every endpoint with its connections, their state, age,
   * uses and holders, the waiters, the dials, the last errors.
   *
   * @return several lines of text; its form is not part of the API
   */
  String describe();

  /** Closes the pool at once: the same as {@link #close(Duration)} with {@link Duration#ZERO}. */
  @Override
  void close();

  /**
   * Closes the pool and lets leases end first.
   *
   * <p>From the start, new calls, waiters and dials fail with {@link PoolError.PoolClosed} and idle
   * connections are closed. When the time is up, leased connections are closed too. Returns when
   * conpool's threads have ended, at most {@code drain} and 5 seconds; it never waits for the
   * calling thread, so a hook may call it. A second close with a shorter time shortens the first.
   * An interrupt ends the drain, and the flag stays set.
   *
   * @param drain how long leases may go on; not negative
   * @throws InvalidArgumentException if it is negative
   */
  void close(Duration drain);
}
