package io.conpool.dns.dnsjava;

import java.net.InetAddress;
import java.util.List;
import org.xbill.DNS.Name;

/** What a server's reply says of the addresses of a name. */
sealed interface Finding {

  /**
   * The name is another one's alias, and what that stands for is left open.
   *
   * @param target the other name
   * @param seconds how long that may be kept
   */
  record Alias(Name target, long seconds) implements Finding {}

  /** What leaves nothing open. */
  sealed interface Outcome extends Finding {

    /**
     * What it means for a name that is an alias of the one that was asked for.
     *
     * @param seconds how long it may be kept that it is
     */
    default Outcome throughAlias(long seconds) {
      return this;
    }
  }

  /**
   * There are some.
   *
   * @param addresses at least one
   * @param seconds how long they may be kept
   */
  record Addresses(List<InetAddress> addresses, long seconds) implements Outcome {

    @Override
    public Outcome throughAlias(long most) {
      return new Addresses(addresses, Math.min(seconds, most));
    }
  }

  /** There is no such name. */
  record NoSuchName() implements Outcome {

    @Override
    public Outcome throughAlias(long seconds) {
      return new DanglingAlias();
    }
  }

  /** There is such a name, but it is an alias of one that there is not. */
  record DanglingAlias() implements Outcome {}

  /** There is such a name, without an address of the family that was asked for. */
  record NoData() implements Outcome {}
}
