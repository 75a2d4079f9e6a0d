package io.conpool.impl.race;

import io.conpool.spi.AddressFamily;
import java.net.SocketAddress;
import java.util.List;

/** What is to be done next, in the order in which it is told. */
public sealed interface RaceAction {

  /** Ask the resolver. */
  record Ask(AddressFamily family) implements RaceAction {}

  /** Begin to connect. */
  record Start(int attempt, SocketAddress address) implements RaceAction {}

  /** Begin the handshake of a connected attempt. */
  record Secure(int attempt) implements RaceAction {}

  /**
   * Close what an attempt has opened; nothing more is heard of it.
   *
   * @param overtaken whether it has had its time, and was then passed by one that had begun later,
   *     had to make room, or has met the end of the time
   */
  record Abort(int attempt, boolean overtaken) implements RaceAction {}

  /** Call {@link Race#timeCame} then, a time of the clock; only the last one told counts. */
  record Wake(long time) implements RaceAction {}

  /** This attempt has won; the race is over. */
  record Win(int attempt) implements RaceAction {}

  /** Nobody can win any more; the race is over. */
  record Lose(List<Setback> setbacks) implements RaceAction {}
}
