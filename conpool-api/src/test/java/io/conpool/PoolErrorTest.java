package io.conpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.conpool.PoolError.EndpointLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PoolErrorTest {

  private static final Endpoint ENDPOINT = Endpoint.tls("example.org", 443);
  private static final String FORGED = "x\r\ny\u2028z";

  @Test
  void theMessageIsTheErrorAndItsContextInnermostFirst() {
    PoolException failure =
        new PoolException(
            new PoolError.DnsResolutionFailed("no-such-host.invalid"),
            List.of("resolving no-such-host.invalid:443", "connecting to no-such-host.invalid:443"),
            null);
    assertThat(failure)
        .hasMessage(
            "conpool DnsResolutionFailed{hostname=no-such-host.invalid},"
                + " resolving no-such-host.invalid:443, connecting to no-such-host.invalid:443")
        .hasNoCause();
    assertThat(failure.context())
        .containsExactly(
            "resolving no-such-host.invalid:443", "connecting to no-such-host.invalid:443");
    assertThat(failure.error())
        .isEqualTo(new PoolError.DnsResolutionFailed("no-such-host.invalid"));
  }

  @Test
  void anExceptionKeepsItsCauseAndACleanCopyOfItsContext() {
    IOException cause = new IOException("reset");
    List<String> context = new ArrayList<>(List.of("connecting to " + FORGED));
    PoolException failure = new PoolException(new PoolError.PoolClosed(), context, cause);
    context.clear();
    assertThat(failure).hasMessage("conpool PoolClosed{}, connecting to x y z").hasCause(cause);
    assertThat(failure.context()).containsExactly("connecting to x y z");
    assertThatNullPointerException()
        .isThrownBy(() -> new PoolException(null, List.of(), null))
        .withMessage("error");
  }

  @Test
  void anInvalidArgumentCarriesItsError() {
    PoolError error = new PoolError.InvalidConfig("maxWaiters must be 0 or more, was -1");
    assertThat(new InvalidArgumentException(error))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("conpool InvalidConfig{message=maxWaiters must be 0 or more, was -1}")
        .hasNoCause();
    assertThat(new InvalidArgumentException(error).error()).isSameAs(error);
    IOException cause = new IOException("gone");
    assertThat(new InvalidArgumentException(error, cause)).hasCause(cause);
  }

  static Stream<Arguments> errors() {
    EndpointLoad load =
        new EndpointLoad(10, 8, 0, 2, 3, true, "main\n", Duration.ofSeconds(12), "refused\n");
    return Stream.of(
        Arguments.of(
            new PoolError.DnsResolutionFailed(FORGED), "DnsResolutionFailed{hostname=x y z}"),
        Arguments.of(
            new PoolError.ConnectionFailed(ENDPOINT, 4, FORGED),
            "ConnectionFailed{endpoint=tls://example.org:443, attempts=4, lastError=x y z}"),
        Arguments.of(
            new PoolError.ConnectionTimeout(ENDPOINT, Duration.ofSeconds(10)),
            "ConnectionTimeout{endpoint=tls://example.org:443, timeout=10s}"),
        Arguments.of(
            new PoolError.TlsFailed(ENDPOINT, PoolError.TlsFailure.HOST_NAME, FORGED),
            "TlsFailed{endpoint=tls://example.org:443, reason=HOST_NAME, detail=x y z}"),
        Arguments.of(
            new PoolError.InitFailed(ENDPOINT, FORGED),
            "InitFailed{endpoint=tls://example.org:443, detail=x y z}"),
        Arguments.of(
            new PoolError.ProxyFailed(ENDPOINT, FORGED),
            "ProxyFailed{endpoint=tls://example.org:443, detail=x y z}"),
        Arguments.of(
            new PoolError.ProviderUnavailable("tls", FORGED, FORGED),
            "ProviderUnavailable{kind=tls, name=x y z, detail=x y z}"),
        Arguments.of(
            new PoolError.AcquireTimeout(ENDPOINT, Duration.ofNanos(30_000_001_234L), load),
            "AcquireTimeout{endpoint=tls://example.org:443, waited=30s, load={limit=10, leased=8,"
                + " oldestHolder=main, oldestHeld=12s, idle=0, dialing=2, waiting=3, suspended,"
                + " lastDialError=refused}}"),
        Arguments.of(
            new PoolError.TooManyWaiters(ENDPOINT, 7),
            "TooManyWaiters{endpoint=tls://example.org:443, maxWaiters=7}"),
        Arguments.of(new PoolError.PoolClosed(), "PoolClosed{}"),
        Arguments.of(new PoolError.Interrupted(), "Interrupted{}"),
        Arguments.of(new PoolError.InvalidConfig(FORGED), "InvalidConfig{message=x y z}"),
        Arguments.of(new PoolError.InvalidEndpoint(FORGED), "InvalidEndpoint{message=x y z}"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorIsOneLineWithItsParts(PoolError error, String text) {
    assertThat(error).hasToString(text);
  }

  @Test
  void everyKindOfErrorHasItsText() {
    assertThat(errors().<Class<?>>map(each -> each.get()[0].getClass()))
        .containsExactlyInAnyOrder(PoolError.class.getPermittedSubclasses());
  }

  @Test
  void theLoadLeavesOutWhatThereWasNot() {
    assertThat(new EndpointLoad(1, 0, 0, 0, 1, false, null, null, null))
        .hasToString("{limit=1, leased=0, idle=0, dialing=0, waiting=1}");
  }
}
