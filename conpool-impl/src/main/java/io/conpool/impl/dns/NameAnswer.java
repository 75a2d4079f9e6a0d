package io.conpool.impl.dns;

import io.conpool.spi.DnsException;
import io.conpool.spi.DnsService;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known of a name. Everybody who asks is told the same object. */
public sealed interface NameAnswer {

  /**
   * Until when it is kept, a time of the platform's clock: then is the time to {@linkplain
   * NameCache#refresh ask anew}. It has come already where an answer is stale or not kept.
   */
  long freshUntil();

  /** How well an answer is founded. */
  enum Kind {
    /** The resolver has said so, and its time is not over. */
    FRESH,
    /** Its time is over, and the resolver has failed since, or does not answer. */
    STALE,
    /** It was asked for before all that was known was forgotten: others may know better. */
    FORGOTTEN
  }

  /**
   * The same, kept as long as the answer about the other family: a name that has addresses of one
   * family alone would else be asked for the other by nearly every dial.
   */
  default NameAnswer keptWith(@Nullable NameAnswer other) {
    return this;
  }

  /** The same, asked for before all that was known was forgotten. */
  default NameAnswer forgotten() {
    return this;
  }

  /** The same once its time is over and the resolver does not help; null where it is of no use. */
  default @Nullable NameAnswer stale() {
    return null;
  }

  /** For people to read; nothing in a failure is the resolver's text. */
  String words();

  /**
   * There are some addresses.
   *
   * @param addresses at least one, each once, in the resolver's order
   */
  record Found(List<InetAddress> addresses, Kind kind, long freshUntil) implements NameAnswer {

    @Override
    public Found forgotten() {
      return new Found(addresses, Kind.FORGOTTEN, freshUntil);
    }

    @Override
    public Found stale() {
      return new Found(addresses, Kind.STALE, freshUntil);
    }

    @Override
    public String words() {
      return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    }
  }

  /**
   * The service has servers.
   *
   * @param servers at least one, each once, those of the lowest priority first
   */
  record Served(List<DnsService> servers, Kind kind, long freshUntil) implements NameAnswer {

    @Override
    public Served forgotten() {
      return new Served(servers, Kind.FORGOTTEN, freshUntil);
    }

    @Override
    public Served stale() {
      return new Served(servers, Kind.STALE, freshUntil);
    }

    @Override
    public String words() {
      return servers.stream()
          .map(
              each ->
                  each.target()
                      + ":"
                      + each.port()
                      + " (priority "
                      + each.priority()
                      + ", weight "
                      + each.weight()
                      + ")")
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * There are none, or the resolver does not tell.
   *
   * @param cause a {@link DnsException}, or whatever else the resolver threw; shared, so that
   *     nothing may be added to it
   */
  record Failed(Throwable cause, long freshUntil) implements NameAnswer {

    static Failed temporary(String message, @Nullable Throwable cause, long now) {
      return new Failed(new DnsException(DnsException.Kind.TEMPORARY, message, cause), now);
    }

    /** Whether it is worth asking again: no answer in time, or a failure of the server. */
    public boolean isTemporary() {
      return cause instanceof DnsException failure && failure.kind() == DnsException.Kind.TEMPORARY;
    }

    @Override
    public NameAnswer keptWith(@Nullable NameAnswer other) {
      boolean none =
          cause instanceof DnsException failure && failure.kind() == DnsException.Kind.NO_DATA;
      return none && other instanceof Found found && found.freshUntil() - freshUntil > 0
          ? new Failed(cause, found.freshUntil())
          : this;
    }

    /** Whether the resolver has said for certain that there is no address. */
    public boolean isCertain() {
      return cause instanceof DnsException && !isTemporary();
    }

    @Override
    public String words() {
      if (cause instanceof DnsException failure) {
        return switch (failure.kind()) {
          case NO_SUCH_NAME -> "no such name";
          case NO_DATA -> "no address";
          case TEMPORARY -> "temporary failure";
        };
      }
      return cause.getClass().getName();
    }
  }
}
