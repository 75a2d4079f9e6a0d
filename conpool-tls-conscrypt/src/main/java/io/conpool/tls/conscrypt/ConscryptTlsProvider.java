package io.conpool.tls.conscrypt;

import io.conpool.TlsConfig;
import io.conpool.spi.Availability;
import io.conpool.spi.TlsContext;
import io.conpool.spi.TlsProvider;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;

/**
 * TLS by Conscrypt: BoringSSL's engines, with the platform's verification of certificates.
 *
 * <p>Its native library is loaded when {@link #availability()} is first called.
 */
public final class ConscryptTlsProvider implements TlsProvider {

  /** No normalised host name consists of digits and dots alone, or has a colon. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  /** Makes the provider, for whoever looks for services. */
  public ConscryptTlsProvider() {}

  @Override
  public String name() {
    return "conscrypt";
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public Availability availability() {
    return Loading.OF_PROCESS.availability();
  }

  /** A handshake, and what trust managers do in it, runs inside a native call. */
  @Override
  public boolean pinsThreads() {
    return true;
  }

  @Override
  public TlsContext context(TlsConfig config, String serverName) throws GeneralSecurityException {
    NativeEngines engines = Loading.OF_PROCESS.engines();
    SSLParameters parameters = Offer.of(config, engines).parameters();
    parameters.setApplicationProtocols(ascii(config.applicationProtocols()));
    parameters.setServerNames(indication(serverName));
    parameters.setEndpointIdentificationAlgorithm(config.isInsecure() ? null : "HTTPS");
    return new ConscryptTlsContext(
        new PortContexts(Policy.of(config), engines.provider()), serverName, parameters);
  }

  private static String[] ascii(List<String> applicationProtocols) throws GeneralSecurityException {
    for (String each : applicationProtocols) {
      if (each.chars().anyMatch(c -> c > 0x7f)) {
        throw new GeneralSecurityException(
            "applicationProtocols: must be ASCII for Conscrypt, was " + each);
      }
    }
    return applicationProtocols.toArray(new String[0]);
  }

  /**
   * The name to indicate where it is a valid one (RFC 6066, section 3): Conscrypt itself would also
   * send others.
   */
  private static List<SNIServerName> indication(String serverName) {
    if (ADDRESS.matcher(serverName).matches()) {
      return List.of();
    }
    try {
      return List.of(new SNIHostName(serverName));
    } catch (IllegalArgumentException e) {
      // An underscore, for example, which is common inside a network.
      return List.of();
    }
  }
}
