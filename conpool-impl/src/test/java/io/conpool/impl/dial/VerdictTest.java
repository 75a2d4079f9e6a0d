package io.conpool.impl.dial;

import static io.conpool.impl.race.Setback.Phase.CONNECTING;
import static io.conpool.impl.race.Setback.Phase.RESOLVING;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.Endpoint;
import io.conpool.PoolError;
import io.conpool.impl.race.Setback;
import io.conpool.spi.DnsException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one table of what is tried again, and what several setbacks come to. */
class VerdictTest {

  private static final Endpoint PEER = Endpoint.plaintext("peer.test", 7);
  private static final SocketAddress ADDRESS = new InetSocketAddress("10.0.0.1", 7);
  private static final SocketAddress OTHER = new InetSocketAddress("10.0.0.2", 7);

  private static DialFailure failure(Setback... setbacks) {
    return new Verdict(PEER, Hop.of(PEER), List.of(setbacks)).failure();
  }

  private static Setback at(SocketAddress address, Throwable cause) {
    return new Setback(CONNECTING, address, cause);
  }

  private static Setback unresolved(DnsException.Kind kind) {
    return new Setback(RESOLVING, null, new DnsException(kind, "scripted " + kind, null));
  }

  private static PoolError error(DialFailure failure) {
    return failure.toException(1).error();
  }

  static List<Setback> passing() {
    return List.of(
        at(ADDRESS, new ConnectException("refused")),
        at(ADDRESS, new NoRouteToHostException("unreachable")),
        at(ADDRESS, new SocketException("reset")),
        at(ADDRESS, new SocketTimeoutException("silent")),
        at(ADDRESS, new EOFException("closed")),
        unresolved(DnsException.Kind.TEMPORARY));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatMayPassIsTriedAgain(Setback setback) {
    assertThat(failure(setback).isPassing()).isTrue();
    assertThat(Verdict.isDecisive(setback.cause())).isFalse();
  }

  static List<Setback> lasting() {
    return List.of(
        unresolved(DnsException.Kind.NO_SUCH_NAME),
        unresolved(DnsException.Kind.NO_DATA),
        new Setback(RESOLVING, null, new IllegalStateException("bug")),
        new Setback(RESOLVING, null, new NoClassDefFoundError("gone")),
        at(ADDRESS, new IllegalStateException("bug")),
        at(ADDRESS, new NoClassDefFoundError("gone")),
        at(ADDRESS, new DialFailure(new PoolError.InvalidConfig("tls"), List.of(), false, null)));
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void whatDoesNotPassIsNotTriedAgain(Setback setback) {
    assertThat(failure(setback).isPassing()).isFalse();
  }

  @Test
  void anAddressThatWasReachedSaysMoreThanANameThatWasNot() {
    DialFailure failure =
        failure(
            unresolved(DnsException.Kind.TEMPORARY), at(ADDRESS, new ConnectException("refused")));
    assertThat(error(failure)).isInstanceOf(PoolError.ConnectionFailed.class);
    assertThat(failure.isPassing()).isTrue();
    assertThat(failure.getCause().getSuppressed())
        .singleElement()
        .satisfies(
            other -> assertThat(other).hasMessage("resolving peer.test:7: scripted TEMPORARY"));
  }

  @Test
  void aTemporaryFailureOfEitherFamilyMakesTheWholeOneTemporary() {
    for (List<DnsException.Kind> kinds :
        List.of(
            List.of(DnsException.Kind.NO_DATA, DnsException.Kind.TEMPORARY),
            List.of(DnsException.Kind.TEMPORARY, DnsException.Kind.NO_DATA))) {
      DialFailure failure = failure(unresolved(kinds.get(0)), unresolved(kinds.get(1)));
      assertThat(failure.isPassing()).isTrue();
      assertThat(error(failure)).isEqualTo(new PoolError.DnsResolutionFailed("peer.test"));
    }
    assertThat(
            failure(unresolved(DnsException.Kind.NO_DATA), unresolved(DnsException.Kind.NO_DATA))
                .isPassing())
        .isFalse();
  }

  @Test
  void theFirstFailureIsTheCauseAndTheLastIsTheError() {
    DialFailure failure =
        failure(
            at(ADDRESS, new ConnectException("refused")), at(OTHER, new SocketException("reset")));
    assertThat(failure).cause().hasMessage("connecting to /10.0.0.1:7: refused");
    assertThat(error(failure))
        .isEqualTo(new PoolError.ConnectionFailed(PEER, 1, "reset (/10.0.0.2:7)"));
  }

  @Test
  void whatSeveralTriesMeetIsNotChangedByAnyOfThem() {
    DnsException shared = new DnsException(DnsException.Kind.TEMPORARY, "kept", null);
    for (int tries = 0; tries < 3; tries++) {
      failure(new Setback(RESOLVING, null, shared), at(ADDRESS, new ConnectException("refused")));
    }
    assertThat(shared.getSuppressed()).isEmpty();
  }

  @Test
  void aFailureThatHasItsErrorStaysAsItIs() {
    DialFailure told = new DialFailure(new PoolError.InvalidConfig("tls"), List.of(), false, null);
    assertThat(failure(at(ADDRESS, told))).isSameAs(told);
    DialFailure beside = failure(at(OTHER, new ConnectException("refused")), at(ADDRESS, told));
    assertThat(error(beside)).isEqualTo(error(told));
    assertThat(beside).cause().cause().isSameAs(told);
    assertThat(beside.getCause().getSuppressed())
        .singleElement()
        .satisfies(other -> assertThat(other).hasMessageEndingWith("refused"));
  }

  @Test
  void aTimeOutIsTheNamesIfNoAddressWasTriedYet() {
    Duration timeout = Duration.ofSeconds(3);
    assertThat(timedOut(timeout)).isEqualTo(new PoolError.DnsResolutionFailed("peer.test"));
    assertThat(timedOut(timeout, unresolved(DnsException.Kind.TEMPORARY)))
        .isEqualTo(new PoolError.DnsResolutionFailed("peer.test"));
    assertThat(timedOut(timeout, at(ADDRESS, new SocketTimeoutException("silent"))))
        .isEqualTo(new PoolError.ConnectionTimeout(PEER, timeout));
  }

  private static PoolError timedOut(Duration timeout, Setback... setbacks) {
    DialFailure failure =
        new Verdict(PEER, Hop.of(PEER), Arrays.asList(setbacks)).timedOut(timeout, false);
    assertThat(failure.isPassing()).isFalse();
    return error(failure);
  }
}
