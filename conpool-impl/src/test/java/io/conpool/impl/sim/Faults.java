package io.conpool.impl.sim;

/**
 * What goes wrong on a connection, seen from the client.
 *
 * @param received after how many received bytes something happens
 * @param afterReceived what happens then
 * @param sent after how many sent bytes something happens
 * @param afterSent what happens then
 * @param chop how many bytes one call moves
 */
public record Faults(long received, End afterReceived, long sent, End afterSent, Chop chop) {

  /** What happens to a direction after its last byte. */
  public enum End {
    /** Nothing ever moves again. */
    STALL,
    /** The connection is reset. */
    RESET,
    /** The server closes the connection. */
    CLOSE
  }

  /** How many bytes a call moves. */
  public enum Chop {
    /** As many as there are. */
    NONE,
    /** One. */
    SINGLE_BYTES,
    /** As the seed says. */
    RANDOM
  }

  /** A connection without faults. */
  public static Faults none() {
    return new Faults(Long.MAX_VALUE, End.STALL, Long.MAX_VALUE, End.STALL, Chop.NONE);
  }

  /** The same, with something happening once the client has read so many bytes. */
  public Faults afterReceived(long bytes, End end) {
    return new Faults(bytes, end, sent, afterSent, chop);
  }

  /** The same, with something happening once the client has written so many bytes. */
  public Faults afterSent(long bytes, End end) {
    return new Faults(received, afterReceived, bytes, end, chop);
  }

  /** The same, with reads and writes cut up. */
  public Faults chop(Chop how) {
    return new Faults(received, afterReceived, sent, afterSent, how);
  }
}
