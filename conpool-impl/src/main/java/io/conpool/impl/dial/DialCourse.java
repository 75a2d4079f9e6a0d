package io.conpool.impl.dial;

import io.conpool.Endpoint;
import io.conpool.PoolConfig;
import io.conpool.PoolError;
import io.conpool.TlsConfig;
import io.conpool.impl.address.AddressTiers;
import io.conpool.impl.address.BookedOrder;
import io.conpool.impl.proxy.Passage;
import io.conpool.impl.time.Platform;
import io.conpool.impl.transport.CauseText;
import io.conpool.impl.transport.PlainWire;
import io.conpool.impl.transport.Wire;
import io.conpool.spi.AddressFamily;
import io.conpool.spi.Transport;
import io.conpool.spi.TransportProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the attempts of one try are made.
 *
 * @param inquiry null where the address is given
 * @param config what holds for the endpoint
 * @param deadline until when the try may take, a time of the clock
 * @param pinsThreads whether a handshake would hold on to the carrier of a virtual thread
 */
record DialCourse(
    Platform platform,
    Endpoint endpoint,
    PoolConfig config,
    TransportProvider transports,
    @Nullable Inquiry inquiry,
    BookedOrder order,
    DialObserver observer,
    Handshaker handshaker,
    long deadline,
    boolean pinsThreads)
    implements Course {

  @Override
  public void ask(AddressFamily family, Consumer<RaceDriver.Event> told) {
    if (inquiry == null) {
      throw new IllegalStateException(endpoint + " needs no resolver");
    }
    inquiry.ask(
        family,
        Math.max(1, deadline - platform.now()),
        new Inquiry.Hearer() {
          @Override
          public void some(AddressTiers addresses) {
            order.learn(addresses);
            told.accept((race, now) -> race.answeredInPart(addresses.all(), now));
          }

          @Override
          public void all(AddressTiers addresses) {
            order.learn(addresses);
            told.accept((race, now) -> race.answered(family, addresses.all(), now));
          }

          @Override
          public void none(Throwable cause) {
            told.accept((race, now) -> race.unanswered(family, cause, now));
          }
        });
  }

  /** Of the handshake that follows at once; null where none does. */
  private @Nullable TlsConfig tls() {
    return endpoint.security() == Endpoint.Security.TLS ? endpoint.tls() : null;
  }

  @Override
  public Transport open(SocketAddress address) throws DialFailure, IOException {
    try {
      Transport opened = transports.open(address, new SocketPlan(config, endpoint).options());
      return passage().over(opened, address);
    } catch (UnsupportedOperationException e) {
      throw new DialFailure(
          new PoolError.InvalidConfig(CauseText.of(e)),
          List.of("connecting to " + endpoint.authority()),
          false,
          e);
    }
  }

  private Passage passage() {
    return new Passage(endpoint, config.proxyProtocol());
  }

  /** Whether who has connected must wait for his turn to do what else is to be done. */
  boolean isSecured() {
    return tls() != null || passage().speaksFirst();
  }

  @Override
  public void connect(Transport transport) throws IOException {
    Passage.reach(transport);
  }

  @Override
  public Wire secure(Transport transport) throws DialFailure, IOException {
    Passage.introduce(transport);
    TlsConfig tls = tls();
    return tls == null ? new PlainWire(transport) : handshaker.secure(transport, tls);
  }

  @Override
  public void failed(SocketAddress address, Throwable cause) {
    observer.attemptFailed(address, cause);
  }

  @Override
  public void start(Runnable attempt) {
    platform.start(
        new Platform.Task(
            "conpool-attempt-" + endpoint.authority(),
            pinsThreads,
            Platform.Urgency.AWAITED,
            attempt));
  }
}
