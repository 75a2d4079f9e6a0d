package io.conpool;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

// Long because the builder offers each of the many forms in which people have certificates and keys
// (files, PEM, DER, key stores, managers), each with its contract. What becomes of them is Trust's
// and ClientKey's.

/**
 * What TLS connections trust, prove and offer.
 *
 * <p>By default the peer's certificate must be signed by an authority that the Java platform trusts
 * and must be for the endpoint's {@linkplain Endpoint#peerName() peer name}, no client certificate
 * is sent, and protocols and cipher suites are the provider's: TLS 1.3 and 1.2. The host name is
 * verified with every setting but {@link Builder#insecureTrustAnyPeer()}.
 *
 * <p>Part of an endpoint's identity and compared by content: certificates, keys, protocols, cipher
 * suites, application protocols; custom managers are compared by identity. Immutable; safe for use
 * by several threads.
 */
public final class TlsConfig {

  private static final TlsConfig DEFAULTS = builder().build();

  private final Trust trust;
  private final ClientKey clientKey;
  private final List<String> protocols;
  private final List<String> cipherSuites;
  private final List<String> applicationProtocols;
  private final int hash;

  private TlsConfig(Trust trust, ClientKey clientKey, Builder builder) {
    this.trust = trust;
    this.clientKey = clientKey;
    this.protocols = builder.protocols;
    this.cipherSuites = builder.cipherSuites;
    this.applicationProtocols = builder.applicationProtocols;
    this.hash = Objects.hash(trust, clientKey, protocols, cipherSuites, applicationProtocols);
  }

  /**
   * Returns the configuration with nothing set: trusts and verifies as the Java platform does.
   *
   * @return the defaults
   */
  public static TlsConfig defaults() {
    return DEFAULTS;
  }

  /**
   * Starts from the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the protocol versions to offer.
   *
   * @return standard names such as {@code TLSv1.3}; empty for the provider's defaults
   */
  public List<String> protocols() {
    return protocols;
  }

  /**
   * Returns the cipher suites to offer, the preferred first.
   *
   * @return standard names; empty for the provider's defaults
   */
  public List<String> cipherSuites() {
    return cipherSuites;
  }

  /**
   * Returns the application protocols to offer (ALPN, RFC 7301), the preferred first.
   *
   * @return names such as {@code h2}, one character for each byte; empty for no offer
   */
  public List<String> applicationProtocols() {
    return applicationProtocols;
  }

  /**
   * Tells whether any peer is trusted: neither its certificate nor its name is verified.
   *
   * @return true after {@link Builder#insecureTrustAnyPeer()}
   */
  public boolean isInsecure() {
    return trust instanceof Trust.Anybody;
  }

  /**
   * Makes the trust managers, for a provider.
   *
   * <p>Those of the platform are read anew, since its store may have changed. Where {@link
   * #isInsecure()} is false they check the host name if the engine's endpoint identification
   * algorithm is {@code HTTPS}, which a provider must set.
   *
   * @return at least one; extended ones ({@link X509ExtendedTrustManager}) unless the platform has
   *     others
   * @throws GeneralSecurityException if the platform's cannot be had
   */
  public TrustManager[] trustManagers() throws GeneralSecurityException {
    return trust.managers();
  }

  /**
   * Returns the key managers, for a provider.
   *
   * @return the key managers; none for no client certificate
   * @throws GeneralSecurityException if they cannot be had
   */
  public KeyManager[] keyManagers() throws GeneralSecurityException {
    return clientKey.managers();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof TlsConfig that
        && hash == that.hash
        && trust.equals(that.trust)
        && clientKey.equals(that.clientKey)
        && protocols.equals(that.protocols)
        && cipherSuites.equals(that.cipherSuites)
        && applicationProtocols.equals(that.applicationProtocols);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Returns the settings as text for people; nothing secret. */
  @Override
  public String toString() {
    return "TlsConfig{trust="
        + trust
        + ", clientKey="
        + clientKey
        + named(", protocols=", protocols)
        + named(", cipherSuites=", cipherSuites)
        + named(", applicationProtocols=", applicationProtocols)
        + "}";
  }

  private static String named(String name, List<String> values) {
    return values.isEmpty() ? "" : name + values;
  }

  /**
   * Collects what differs from the defaults. Files and stores are read by {@link #build()}, once.
   *
   * <p>Trusted certificates and stores add up, and replace the platform's; any other method called
   * again replaces its earlier value. Not safe for use by several threads.
   */
  public static final class Builder {

    private final List<Supplier<Collection<X509Certificate>>> anchors = new ArrayList<>();
    private @Nullable X509ExtendedTrustManager trustManager;
    private boolean insecure;
    private @Nullable Supplier<ClientKey> clientKey;
    private @Nullable X509ExtendedKeyManager keyManager;
    private List<String> protocols = List.of();
    private List<String> cipherSuites = List.of();
    private List<String> applicationProtocols = List.of();

    private Builder() {}

    /**
     * Trusts the certificate entries of a store.
     *
     * @param store the store, loaded
     * @return this builder
     */
    public Builder trustStore(KeyStore store) {
      Objects.requireNonNull(store, "store");
      anchors.add(() -> trusted(store));
      return this;
    }

    /**
     * Trusts the certificate entries of a PKCS#12 or JKS file.
     *
     * @param file the file
     * @param password its password, or null for a file without one
     * @return this builder
     */
    public Builder trustStore(Path file, char @Nullable [] password) {
      Objects.requireNonNull(file, "file");
      char @Nullable [] copy = password == null ? null : password.clone();
      anchors.add(() -> trusted(new TlsMaterial("trustStore").keyStore(file, copy)));
      return this;
    }

    /**
     * Trusts certificates: of authorities, or a peer's own.
     *
     * @param certificates at least one
     * @return this builder
     * @throws InvalidArgumentException with {@link PoolError.InvalidConfig} if there is none
     */
    public Builder trustCertificates(X509Certificate... certificates) {
      List<X509Certificate> copy = List.of(certificates);
      if (copy.isEmpty()) {
        throw InvalidArgumentException.config(
            "trustCertificates must name at least one certificate");
      }
      anchors.add(() -> copy);
      return this;
    }

    /**
     * Trusts the certificates of a file.
     *
     * @param file any number of certificates in PEM, or one in DER
     * @return this builder
     */
    public Builder trustCertificates(Path file) {
      Objects.requireNonNull(file, "file");
      anchors.add(() -> new TlsMaterial("trustCertificates").certificates(file));
      return this;
    }

    /**
     * Trusts whom a manager trusts. It must check host names as the platform's does.
     *
     * @param manager the manager
     * @return this builder
     */
    public Builder trustManager(X509ExtendedTrustManager manager) {
      this.trustManager = Objects.requireNonNull(manager, "manager");
      return this;
    }

    /**
     * Proves who this side is, where the peer asks.
     *
     * @param key the private key: RSA, EC or EdDSA; one that cannot leave its token comes with
     *     {@link #clientKey(KeyStore, char[])}
     * @param chain its certificate and those above it, in order
     * @return this builder
     */
    public Builder clientKey(PrivateKey key, X509Certificate... chain) {
      Objects.requireNonNull(key, "key");
      List<X509Certificate> copy = List.of(chain);
      this.clientKey = () -> ClientKey.of(key, copy);
      return this;
    }

    /**
     * Proves who this side is, where the peer asks, by whichever key of a store the peer accepts.
     *
     * @param store the store, loaded, with at least one private key
     * @param password the password of its keys
     * @return this builder
     */
    public Builder clientKey(KeyStore store, char[] password) {
      Objects.requireNonNull(store, "store");
      char[] copy = password.clone();
      this.clientKey = () -> ClientKey.of(store, copy);
      return this;
    }

    /**
     * Proves who this side is, where the peer asks.
     *
     * @param chain a PEM file: the certificate and those above it, in order
     * @param key a PEM file with a PKCS#8 private key without encryption: RSA, EC or EdDSA; may be
     *     the same file
     * @return this builder
     */
    public Builder clientKey(Path chain, Path key) {
      Objects.requireNonNull(chain, "chain");
      Objects.requireNonNull(key, "key");
      TlsMaterial material = new TlsMaterial("clientKey");
      this.clientKey = () -> ClientKey.of(material.privateKey(key), material.certificates(chain));
      return this;
    }

    /**
     * Proves who this side is by whatever a manager chooses.
     *
     * @param manager the manager
     * @return this builder
     */
    public Builder keyManager(X509ExtendedKeyManager manager) {
      this.keyManager = Objects.requireNonNull(manager, "manager");
      return this;
    }

    /**
     * Sets the protocol versions to offer.
     *
     * @param protocols standard names such as {@code TLSv1.3}; none for the provider's defaults
     * @return this builder
     * @throws InvalidArgumentException with {@link PoolError.InvalidConfig} if one is blank
     */
    public Builder protocols(String... protocols) {
      this.protocols = names("protocols", protocols);
      return this;
    }

    /**
     * Sets the cipher suites to offer, the preferred first.
     *
     * @param suites standard names; none for the provider's defaults
     * @return this builder
     * @throws InvalidArgumentException with {@link PoolError.InvalidConfig} if one is blank
     */
    public Builder cipherSuites(String... suites) {
      this.cipherSuites = names("cipherSuites", suites);
      return this;
    }

    /**
     * Sets the application protocols to offer (ALPN, RFC 7301), the preferred first.
     *
     * @param protocols names of 1 to 255 bytes such as {@code h2}, one character up to U+00FF for
     *     each byte; none for no offer
     * @return this builder
     * @throws InvalidArgumentException with {@link PoolError.InvalidConfig} if one is shorter,
     *     longer or given twice
     */
    public Builder applicationProtocols(String... protocols) {
      List<String> offered = List.of(protocols);
      for (String each : offered) {
        if (each.isEmpty() || each.length() > 255 || each.chars().anyMatch(c -> c > 0xff)) {
          throw InvalidArgumentException.config(
              "applicationProtocols must be names of 1 to 255 bytes, was " + each);
        }
      }
      if (new HashSet<>(offered).size() < offered.size()) {
        throw InvalidArgumentException.config(
            "applicationProtocols must name each protocol once, was " + offered);
      }
      this.applicationProtocols = offered;
      return this;
    }

    /**
     * <b>Insecure.</b> Accepts any certificate for any name, so that whoever is in the path can
     * read and change everything: for development alone.
     *
     * <p>Each {@link #build()} logs a warning to {@code io.conpool.config}.
     *
     * @return this builder
     */
    public Builder insecureTrustAnyPeer() {
      this.insecure = true;
      return this;
    }

    /**
     * Reads files and stores and makes the configuration.
     *
     * @return the configuration
     * @throws InvalidArgumentException with {@link PoolError.InvalidConfig} if something cannot be
     *     read, holds nothing useful, or contradicts something else
     */
    public TlsConfig build() {
      if (clientKey != null && keyManager != null) {
        throw InvalidArgumentException.config(
            "keyManager must not be given together with clientKey");
      }
      if (insecure && (trustManager != null || !anchors.isEmpty())) {
        throw InvalidArgumentException.config(
            "insecureTrustAnyPeer must not be given together with trustStore, trustCertificates or trustManager");
      }
      if (trustManager != null && !anchors.isEmpty()) {
        throw InvalidArgumentException.config(
            "trustManager must not be given together with trustStore or trustCertificates");
      }
      TlsConfig config = new TlsConfig(trust(), client(), this);
      if (insecure) {
        System.getLogger("io.conpool.config")
            .log(
                System.Logger.Level.WARNING,
                "TLS is INSECURE: insecureTrustAnyPeer accepts any certificate for any name");
      }
      return config;
    }

    private Trust trust() {
      if (insecure) {
        return new Trust.Anybody();
      }
      if (trustManager != null) {
        return new Trust.Custom(trustManager);
      }
      if (anchors.isEmpty()) {
        return new Trust.Platform();
      }
      Set<X509Certificate> certificates = new LinkedHashSet<>();
      anchors.forEach(source -> certificates.addAll(source.get()));
      return new Trust.Anchors(certificates);
    }

    private ClientKey client() {
      if (keyManager != null) {
        return ClientKey.of(keyManager);
      }
      return clientKey == null ? ClientKey.NONE : clientKey.get();
    }

    private static List<X509Certificate> trusted(KeyStore store) {
      List<X509Certificate> certificates = new ArrayList<>();
      try {
        for (String alias : Collections.list(store.aliases())) {
          if (store.isCertificateEntry(alias)
              && store.getCertificate(alias) instanceof X509Certificate certificate) {
            certificates.add(certificate);
          }
        }
      } catch (KeyStoreException e) {
        throw InvalidArgumentException.config("trustStore must be loaded: " + e, e);
      }
      if (certificates.isEmpty()) {
        throw InvalidArgumentException.config(
            "trustStore must have at least one trusted certificate entry");
      }
      return certificates;
    }

    private static List<String> names(String field, String[] names) {
      if (Arrays.stream(names).anyMatch(String::isBlank)) {
        throw InvalidArgumentException.config(
            field + " must not be blank, was " + Arrays.toString(names));
      }
      return List.of(names);
    }
  }
}
