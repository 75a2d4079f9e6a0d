package io.conpool.it.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.PoolException;
import io.conpool.it.support.OnEachKindOfThread;
import io.conpool.it.support.OnEachPairOfProviders;
import io.conpool.it.support.Pools;
import io.conpool.it.support.Security;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS to an address without a name. */
@OnEachKindOfThread
@OnEachPairOfProviders
class AddressLiteralIT {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void theCertificateIsVerifiedForTheAddress(String literal, Pools pools) throws IOException {
    try (HttpsPeer server = start(literal)) {
      Endpoint endpoint = Endpoint.tls(literal, server.address().getPort());
      KeepAliveClient client = new KeepAliveClient(pools.open(Security.config().build()), endpoint);

      assertThat(client.send(HttpRequest.get("/fixed/3")).body()).isEqualTo(HttpsPeer.content(3));

      assertThat(server.clients()).isEqualTo(1);
      assertThat(server.serverNames()).as("an address is no server name").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aCertificateForAnotherAddressIsRefused(String literal, Pools pools) throws IOException {
    try (HttpsPeer server = start(literal)) {
      Endpoint endpoint =
          Endpoint.tls(literal, server.address().getPort()).withServerName("192.0.2.1");
      KeepAliveClient client = new KeepAliveClient(pools.open(Security.config().build()), endpoint);

      assertThatThrownBy(() -> client.send(HttpRequest.get("/fixed/3")))
          .isInstanceOfSatisfying(
              PoolException.class,
              e ->
                  assertThat(e.error())
                      .isInstanceOfSatisfying(
                          PoolError.TlsFailed.class,
                          error ->
                              assertThat(error.reason())
                                  .isEqualTo(PoolError.TlsFailure.HOST_NAME)));

      assertThat(server.clients()).isZero();
    }
  }

  private static HttpsPeer start(String literal) throws IOException {
    InetAddress address = InetAddress.getByName(literal);
    assumeTrue(NetworkInterface.getByInetAddress(address) != null, "no " + literal + " here");
    HttpsPeer server = new HttpsPeer(address);
    server.start();
    return server;
  }
}
