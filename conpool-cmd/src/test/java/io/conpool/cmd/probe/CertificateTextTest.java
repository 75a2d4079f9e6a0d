package io.conpool.cmd.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.cmd.text.Page;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

class CertificateTextTest {

  /** Also has an e-mail address among its names. */
  private static final String PEM =
      """
      -----BEGIN CERTIFICATE-----
      MIIBmzCCAUGgAwIBAgIBATAKBggqhkjOPQQDAjArMRAwDgYDVQQKDAdFeGFtcGxl
      MRcwFQYDVQQDDA5zZXJ2ZXIuZXhhbXBsZTAeFw0yNTA2MDEwMDAwMDBaFw0yNjA2
      MDEwMDAwMDBaMCsxEDAOBgNVBAoMB0V4YW1wbGUxFzAVBgNVBAMMDnNlcnZlci5l
      eGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEad8Mc6i3f5z0BK06PwfU
      Sdg2xZ2b7jgsykAy9aVYNzNvu/fjD/noxzrkdvf4Us4inpROTVHI6kQrxoZb6LXX
      JqNWMFQwMwYDVR0RBCwwKoIOc2VydmVyLmV4YW1wbGWHBH8AAAGBEm5vYm9keUBl
      eGFtcGxlLm9yZzAdBgNVHQ4EFgQUfu6qNqSe72sZFOYfcI35V+RdXDIwCgYIKoZI
      zj0EAwIDSAAwRQIhAP5cWEum/QFO/HCgsSpb7kPjpeT24YvXPCl5aJVukVbhAiBT
      1kCGH+lrAcMGitkX4W6aCIVXVz/nEDeK2YvTUPoT3A==
      -----END CERTIFICATE-----
      """;

  @ParameterizedTest
  @CsvSource({
    "2024-01-01T00:00:00Z, not yet valid",
    "2025-06-02T00:00:00Z, 364 days left",
    "2027-01-01T00:00:00Z, expired",
  })
  void subjectIssuerNamesAndValidityArePrinted(Instant now, String remaining) throws Exception {
    X509Certificate certificate =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(PEM.getBytes(StandardCharsets.US_ASCII)));
    Page page = new Page(Ansi.OFF);

    CertificateText.printTo(page, certificate, now);

    assertThat(page.toString().lines())
        .containsExactly(
            "certificate   CN=server.example,O=Example",
            "  issued by   CN=server.example,O=Example",
            "  names       server.example, 127.0.0.1",
            "  valid       2025-06-01 to 2026-06-01, " + remaining);
  }
}
