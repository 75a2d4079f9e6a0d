package io.conpool.dns.dnsjava;

import io.conpool.spi.DnsException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** What a server's reply says of the records of a name, and how long that may be kept. */
sealed interface Finding {

  /** The longest time to live there is (RFC 2181, section 8). */
  Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

  /** The shorter one of two; null where one of them is not known. */
  static @Nullable Duration shorter(@Nullable Duration one, @Nullable Duration other) {
    return one == null || other == null ? null : shortest(one, other);
  }

  /** The shorter one of two. */
  static Duration shortest(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * The name is another one's alias, and what that stands for is left open.
   *
   * @param target the other name
   */
  record Alias(Name target, Duration ttl) implements Finding {}

  /** What leaves nothing open. */
  sealed interface Outcome extends Finding {

    /**
     * What it means for a name that is an alias of the one that was asked for.
     *
     * @param most how long it may be kept that it is
     */
    Outcome throughAlias(Duration most);
  }

  /**
   * There are some.
   *
   * @param records at least one, all of the type that was asked for
   */
  record Found(List<Record> records, Duration ttl) implements Outcome {

    @Override
    public Outcome throughAlias(Duration most) {
      return new Found(records, shortest(ttl, most));
    }
  }

  /** There is none. Its time to live is the zone's negative one, or null where none is told. */
  sealed interface Absence extends Outcome {

    /**
     * The failure that this is.
     *
     * @param hostname what was asked for
     * @param what of it, as in {@code IPv4 address}
     */
    DnsException failure(String hostname, String what);
  }

  /** There is no such name. */
  record NoSuchName(@Nullable Duration ttl) implements Absence {

    @Override
    public Outcome throughAlias(Duration most) {
      return new DanglingAlias(shorter(ttl, most));
    }

    /** That there is another one neither. */
    NoSuchName and(NoSuchName other) {
      return new NoSuchName(shorter(ttl, other.ttl));
    }

    @Override
    public DnsException failure(String hostname, String what) {
      String message = "there is no " + hostname;
      return new DnsException(DnsException.Kind.NO_SUCH_NAME, message, null, ttl);
    }
  }

  /** There is such a name, but it is an alias of one that there is not. */
  record DanglingAlias(@Nullable Duration ttl) implements Absence {

    @Override
    public Outcome throughAlias(Duration most) {
      return new DanglingAlias(shorter(ttl, most));
    }

    @Override
    public DnsException failure(String hostname, String what) {
      String message = hostname + " is an alias of a name that does not exist";
      return new DnsException(DnsException.Kind.NO_SUCH_NAME, message, null, ttl);
    }
  }

  /** There is such a name, without a record of the type that was asked for. */
  record NoData(@Nullable Duration ttl) implements Absence {

    @Override
    public Outcome throughAlias(Duration most) {
      return new NoData(shorter(ttl, most));
    }

    @Override
    public DnsException failure(String hostname, String what) {
      String message = hostname + " has no " + what;
      return new DnsException(DnsException.Kind.NO_DATA, message, null, ttl);
    }
  }
}
