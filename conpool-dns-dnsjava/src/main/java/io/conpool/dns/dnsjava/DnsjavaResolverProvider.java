package io.conpool.dns.dnsjava;

import io.conpool.spi.AddressFamily;
import io.conpool.spi.Availability;
import io.conpool.spi.DnsAnswer;
import io.conpool.spi.DnsException;
import io.conpool.spi.DnsResolverProvider;
import io.conpool.spi.DnsServices;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The resolver named {@code dnsjava}: asks name servers itself, for one family at a time, and tells
 * how long answers may be kept.
 *
 * <p>dnsjava finds the servers and speaks their language. The sockets are this provider's own and
 * are used on the calling thread alone: an interrupt ends a call at once, dnsjava's thread is not
 * started, and there is nothing to close.
 */
public final class DnsjavaResolverProvider implements DnsResolverProvider {

  private static final int PRIORITY = 100;

  private final Availability availability;
  private final @Nullable NameLookup lookup;

  /**
   * Makes the provider that {@link java.util.ServiceLoader} finds, with the settings that the
   * system properties tell. It never fails: what is wrong with them, {@link #availability()} says.
   */
  public DnsjavaResolverProvider() {
    this(() -> DnsjavaSettings.from(systemProperties()));
  }

  /**
   * Makes a provider to be given to a pool by hand.
   *
   * @param settings whom it asks
   */
  public DnsjavaResolverProvider(DnsjavaSettings settings) {
    this(() -> settings);
  }

  /** Makes the provider of a look-up that works. */
  DnsjavaResolverProvider(NameLookup lookup) {
    this.lookup = lookup;
    this.availability = Availability.available();
  }

  private DnsjavaResolverProvider(Supplier<DnsjavaSettings> settings) {
    @Nullable NameLookup made = null;
    Availability found;
    try {
      made = new NameLookup(settings.get());
      found = Availability.available();
    } catch (LinkageError e) {
      found = Availability.unavailable("dnsjava 3.7 or slf4j-api is missing or broken: " + e);
    } catch (RuntimeException e) {
      found = Availability.unavailable(String.valueOf(e.getMessage()));
    }
    this.lookup = made;
    this.availability = found;
  }

  /**
   * Makes a provider with the settings that properties tell. It never fails: what is wrong with
   * them, {@link #availability()} says.
   *
   * @param properties as for {@link DnsjavaSettings#from}
   * @return a provider, which may say that it is not available
   */
  public static DnsjavaResolverProvider from(Map<String, String> properties) {
    return new DnsjavaResolverProvider(() -> DnsjavaSettings.from(properties));
  }

  private static Map<String, String> systemProperties() {
    Properties all = System.getProperties();
    Map<String, String> properties = new HashMap<>();
    for (String key : all.stringPropertyNames()) {
      properties.put(key, all.getProperty(key, ""));
    }
    return properties;
  }

  @Override
  public String name() {
    return "dnsjava";
  }

  @Override
  public int priority() {
    return PRIORITY;
  }

  @Override
  public Availability availability() {
    return availability;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A time to live is what is left of it by the server's account, the shortest of all records
   * that led to the addresses (RFC 1034, section 3.6.2), or of the zone's negative one (RFC 2308,
   * section 5); null for names from the hosts file.
   *
   * @throws IllegalArgumentException if the name is not normalised or is an address, or the family
   *     is {@link AddressFamily#ANY}
   * @throws IllegalStateException if this provider is not available
   */
  @Override
  public DnsAnswer resolve(String hostname, AddressFamily family, long timeoutNanos)
      throws DnsException, InterruptedException {
    Hostname.require("hostname", Hostname.withoutDot(hostname));
    if (family == AddressFamily.ANY) {
      throw new IllegalArgumentException("family must be IPV4 or IPV6, was " + family);
    }
    return new AddressLookup(ready()).find(hostname, family, Deadline.in(timeoutNanos));
  }

  /**
   * {@inheritDoc}
   *
   * <p>No search path applies to the name or, as their trailing dots say, to the targets. Records
   * without a target or a port that can be connected to are left out.
   *
   * @throws IllegalArgumentException if the name is not normalised
   * @throws IllegalStateException if this provider is not available
   */
  @Override
  public DnsServices services(String name, long timeoutNanos)
      throws DnsException, InterruptedException {
    Hostname.require("name", name);
    return new ServiceLookup(ready()).find(name, Deadline.in(timeoutNanos));
  }

  private NameLookup ready() throws InterruptedException {
    @Nullable NameLookup ready = lookup;
    if (ready == null) {
      throw new IllegalStateException(availability.reason());
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return ready;
  }
}
