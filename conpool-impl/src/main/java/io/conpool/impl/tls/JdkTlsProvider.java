package io.conpool.impl.tls;

import io.conpool.TlsConfig;
import io.conpool.spi.TlsContext;
import io.conpool.spi.TlsProvider;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** TLS by the JDK's own engines. */
public final class JdkTlsProvider implements TlsProvider {

  private static final List<String> DEFAULT_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  @Override
  public String name() {
    return "jdk";
  }

  @Override
  public TlsContext context(TlsConfig config, String serverName) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(config.keyManagers(), config.trustManagers(), null);
    SSLParameters supported = context.getSupportedSSLParameters();
    check("protocols", config.protocols(), supported.getProtocols());
    check("cipherSuites", config.cipherSuites(), supported.getCipherSuites());

    SSLParameters parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(
        array(config.protocols().isEmpty() ? DEFAULT_PROTOCOLS : config.protocols()));
    if (!config.cipherSuites().isEmpty()) {
      parameters.setCipherSuites(array(config.cipherSuites()));
    }
    parameters.setApplicationProtocols(array(config.applicationProtocols()));
    parameters.setServerNames(indication(serverName));
    parameters.setEndpointIdentificationAlgorithm(config.isInsecure() ? null : "HTTPS");
    return new JdkTlsContext(context, serverName, parameters);
  }

  private static void check(String field, List<String> wanted, String[] supported)
      throws GeneralSecurityException {
    for (String name : wanted) {
      if (!Set.of(supported).contains(name)) {
        throw new GeneralSecurityException(
            field + ": the JDK does not know " + name + ", only " + String.join(", ", supported));
      }
    }
  }

  /** A name is indicated explicitly, or the JDK would leave out names of one label. */
  private static List<SNIServerName> indication(String serverName) {
    if (PeerNames.address(serverName) != null) {
      return List.of();
    }
    try {
      return List.of(new SNIHostName(serverName));
    } catch (IllegalArgumentException e) {
      // Names with an underscore are common inside a network and no valid indication: then none is
      // sent.
      return List.of();
    }
  }

  private static String[] array(List<String> names) {
    return names.toArray(new String[0]);
  }
}
