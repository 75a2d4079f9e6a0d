package io.conpool.bench.peer;

import static io.conpool.bench.peer.Trait.CONSCRYPT;
import static io.conpool.bench.peer.Trait.FIFO;
import static io.conpool.bench.peer.Trait.HELD;
import static io.conpool.bench.peer.Trait.KEYED;
import static io.conpool.bench.peer.Trait.PROBES;
import static io.conpool.bench.peer.Trait.SUBJECT;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Everything that is measured against each other, by name. */
public enum Peer {
  /** conpool as it comes, overtaking bounded by 1 ms. */
  CONPOOL(SUBJECT, KEYED, PROBES),
  /** conpool, overtaking bounded by 5 ms. */
  CONPOOL_5MS(SUBJECT, KEYED, PROBES),
  /** conpool with fairnessDelay 0. */
  CONPOOL_FIFO(SUBJECT, KEYED, PROBES, FIFO),
  /** conpool with Conscrypt's TLS. */
  CONPOOL_CONSCRYPT(SUBJECT, KEYED, PROBES, CONSCRYPT),
  /** HttpCore's StrictConnPool. */
  HTTPCORE_STRICT(KEYED, FIFO),
  /** HttpCore's StrictConnPool with the stale check of HttpClient on every lease. */
  HTTPCORE_STRICT_PROBED(KEYED, FIFO, PROBES),
  /** HttpCore's LaxConnPool. */
  HTTPCORE_LAX(KEYED, FIFO),
  /** commons-pool's GenericKeyedObjectPool. */
  COMMONS(KEYED),
  /** commons-pool's GenericKeyedObjectPool with testOnBorrow. */
  COMMONS_PROBED(KEYED, PROBES),
  /** Grizzly's MultiEndpointPool. */
  GRIZZLY(KEYED, FIFO),
  /** Stormpot with its lifetime check. */
  STORMPOT,
  /** Stormpot through its tap for virtual threads. */
  STORMPOT_VT,
  /** HikariCP's ConcurrentBag. */
  HIKARI_BAG,
  /** Vibur's ConcurrentPool. */
  VIBUR,
  /** Vibur's ConcurrentPool, fair. */
  VIBUR_FAIR(FIFO),
  /** Netty's FixedChannelPool. */
  NETTY_FIXED(FIFO),
  /** reactor-pool. */
  REACTOR(FIFO),
  /** Semaphore and deque. */
  SEMAPHORE,
  /** Fair semaphore and deque. */
  SEMAPHORE_FAIR(FIFO),
  /** Something of each thread's own: what a machine does to threads that share nothing. */
  NO_POOL(HELD),
  /** A Socket (with TLS: an SSLSocket) of each thread's own. */
  HELD_SOCKET(HELD),
  /** A SocketChannel (with TLS: an SSLEngine on one) of each thread's own. */
  HELD_CHANNEL(HELD),
  /** An SSLSocket of Conscrypt's, one of each thread's own. */
  HELD_SOCKET_CONSCRYPT(HELD, CONSCRYPT),
  /** An SSLEngine of Conscrypt's on a SocketChannel, one of each thread's own. */
  HELD_CHANNEL_CONSCRYPT(HELD, CONSCRYPT);

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes no other
  private final List<Trait> traits;

  Peer(Trait... traits) {
    this.traits = List.of(traits);
  }

  /**
   * Tells what it is like.
   *
   * @param trait a question
   * @return true if it is so
   */
  public boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /**
   * Returns the name for people and the command line.
   *
   * @return {@code httpcore-strict}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Finds a peer by its name.
   *
   * @param label as {@link #label()} returns it
   * @return the peer
   */
  public static Peer of(String label) {
    return Arrays.stream(values())
        .filter(peer -> peer.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no peer is called " + label));
  }

  /**
   * Makes its pool.
   *
   * <p>The classes of the others stay unloaded.
   *
   * @param shape what it is to hold
   * @return an empty or a full one, as is its way
   */
  @SuppressWarnings("unchecked") // who holds it gives back only what it got
  public PeerPool<Object> open(PoolShape shape) {
    return (PeerPool<Object>) make(shape);
  }

  private PeerPool<?> make(PoolShape shape) {
    return switch (this) {
      case CONPOOL, CONPOOL_CONSCRYPT -> new ConpoolPool(shape, Duration.ofMillis(1));
      case CONPOOL_5MS -> new ConpoolPool(shape, Duration.ofMillis(5));
      case CONPOOL_FIFO -> new ConpoolPool(shape, Duration.ZERO);
      case HTTPCORE_STRICT -> HttpCorePool.strict(shape, false);
      case HTTPCORE_STRICT_PROBED -> HttpCorePool.strict(shape, true);
      case HTTPCORE_LAX -> HttpCorePool.lax(shape);
      case COMMONS -> new CommonsPool(shape, false);
      case COMMONS_PROBED -> new CommonsPool(shape, true);
      case GRIZZLY -> new GrizzlyPool(shape);
      case STORMPOT -> StormpotPool.direct(shape);
      case STORMPOT_VT -> StormpotPool.forVirtualThreads(shape);
      case HIKARI_BAG -> new HikariPool(shape);
      case VIBUR -> new ViburPool(shape, false);
      case VIBUR_FAIR -> new ViburPool(shape, true);
      case NETTY_FIXED -> new NettyPool(shape);
      case REACTOR -> new ReactorPool(shape);
      case SEMAPHORE -> new SemaphorePool(shape, false);
      case SEMAPHORE_FAIR -> new SemaphorePool(shape, true);
      case NO_POOL, HELD_SOCKET, HELD_SOCKET_CONSCRYPT -> HeldResources.sockets(shape);
      case HELD_CHANNEL, HELD_CHANNEL_CONSCRYPT -> HeldResources.channels(shape);
    };
  }
}
