package io.conpool.impl.race;

import static io.conpool.impl.race.Track.millis;
import static io.conpool.spi.AddressFamily.IPV4;
import static io.conpool.spi.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.race.Track.Fate;
import io.conpool.impl.race.Track.Hands;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The published vectors of Happy Eyeballs, and the rules that go beyond them. */
class RaceTest {

  private static final long NEVER = TimeUnit.MINUTES.toNanos(60);
  private static final RaceRules AT_ONCE = new RaceRules(NEVER, millis(50), false);
  private static final RaceRules SOON = new RaceRules(millis(200), millis(50), false);
  private static final RaceRules PLAIN = new RaceRules(millis(250), millis(50), false);
  private static final RaceRules TLS = new RaceRules(millis(250), millis(50), true);

  private static final SocketAddress V4 = at("192.0.2.1");
  private static final SocketAddress V6 = at("2001:db8::1");
  private static final SocketAddress S4 = at("192.0.2.9");
  private static final SocketAddress S6 = at("2001:db8::9");

  private static SocketAddress at(String literal) {
    return new InetSocketAddress(literal, 443);
  }

  private static SocketAddress[] many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> at("2001:db8::" + Integer.toHexString(0x100 + i)))
        .toArray(SocketAddress[]::new);
  }

  private static Track track(RaceRules rules) {
    return new Track(rules).silent(S4, S6);
  }

  private static void assertWon(Track track, SocketAddress winner, long millis) {
    assertThat(track.winner()).contains(winner);
    assertThat(track.elapsedMillis()).isEqualTo(millis);
  }

  private static void assertLost(Track track, long millis, int setbacks) {
    assertThat(track.isLost()).isTrue();
    assertThat(track.elapsedMillis()).isEqualTo(millis);
    assertThat(track.setbacks()).hasSize(setbacks);
  }

  // ---- the vectors, by their numbers ----

  @Test
  void a29_vectors1And2TheOnlyAddressWins() {
    assertWon(track(AT_ONCE).run(V4), V4, 0);
    assertWon(track(AT_ONCE).run(V6), V6, 0);
  }

  @Test
  void a29_vector3TheFirstOfThePrimariesWins() {
    assertWon(track(AT_ONCE).refused(V6).run(V4, V6, S6), V4, 0);
  }

  @Test
  void a29_vector4TheFirstOfThePrimariesWinsTheOtherWayRound() {
    assertWon(track(AT_ONCE).refused(V4).run(V6, V4, S4), V6, 0);
  }

  @Test
  void a29_vector5TheFallbackWinsAfterTheDelay() {
    assertWon(track(SOON).run(S4, V6), V6, 200);
  }

  @Test
  void a29_vectors6And7ARefusedOneIsSkipped() {
    assertWon(track(AT_ONCE).refused(V4).run(V4, V6), V6, 0);
    assertWon(track(AT_ONCE).refused(V6).run(V6, V4), V4, 0);
  }

  @Test
  void a29_vector8ARefusedOneIsSkippedInTheFallback() {
    assertWon(track(SOON).refused(V6).run(S4, S6, V6, V4), V4, 400);
  }

  @Test
  void a29_vectors9And10TheFallbackDoesNotWaitForARefusedOne() {
    assertWon(track(AT_ONCE).refused(V4).run(V4, V6), V6, 0);
    assertWon(track(AT_ONCE).refused(V6).run(V6, V4), V4, 0);
  }

  @Test
  void a29_vector11TheOnlyOneRefuses() {
    assertLost(track(AT_ONCE).refused(V4).run(V4), 0, 1);
  }

  @Test
  void a29_vector12ThereIsNone() {
    assertLost(track(AT_ONCE).run(), 0, 0);
  }

  @Test
  void a29_vector13AThousandAddresses() {
    SocketAddress[] thousand = many(1_000);
    assertWon(track(AT_ONCE).run(thousand), thousand[0], 0);
  }

  // ---- attempts ----

  @Test
  void theFirstMayWinAfterTheSecondHasStarted() {
    Track track = track(PLAIN).fated(new Fate(millis(300), true, null), V6).silent(V4).run(V6, V4);
    assertWon(track, V6, 300);
    assertThat(track.log).containsExactly("0 try " + V6, "250 try " + V4, "300 abort " + V4);
  }

  @Test
  void ofTwoThatConnectAtOneMomentOneWinsAndTheOtherIsAborted() {
    Track track =
        track(PLAIN)
            .fated(new Fate(millis(300), true, null), V6)
            .fated(new Fate(millis(50), true, null), V4)
            .run(V6, V4);
    assertThat(track.winner()).isPresent();
    assertThat(track.log).filteredOn(line -> line.contains("abort")).hasSize(1);
  }

  @Test
  void whoIsPassedByALaterOneIsLateAndWhoIsBehindIsNot() {
    Track passed = track(PLAIN).silent(V6).run(V6, V4);
    assertThat(passed.late).containsExactly(V6);
    Track ahead = track(PLAIN).fated(new Fate(millis(600), true, null), V6).silent(V4).run(V6, V4);
    assertThat(ahead.late).isEmpty();
  }

  @Test
  void whoHadNoTimeYetIsNotLateThoughALaterOneWins() {
    Track track =
        track(PLAIN)
            .fated(new Fate(millis(251), false, null), V6)
            .silent(S4)
            .fated(new Fate(millis(10), true, null), V4)
            .run(V6, S4, V4);
    assertThat(track.winner()).contains(V4);
    assertThat(track.late).isEmpty();
  }

  @Test
  void atTheEndOfTheTimeWhoHadHisTimeByHimselfIsLate() {
    Track track = track(PLAIN).silent(V6, V4).timeOutAfter(400).run(V6, V4);
    assertThat(track.late).containsExactly(V6);
    assertThat(track.setbacks()).hasSize(2);
  }

  @Test
  void whoIsGivenUpBecauseNobodyWantsItIsNotLate() {
    Track track = track(PLAIN).silent(V6, V4).cancelAfter(2_000).run(V6, V4);
    assertThat(track.late).isEmpty();
  }

  @Test
  void aRaceThatWasGivenUpBeforehandNeverBegins() {
    Race race = new Race(PLAIN, (last, untried) -> untried);
    race.cancelled();
    assertThat(race.begin(List.of(V6), 0)).isEmpty();
    assertThat(race.ask(List.of(IPV6), 0)).isEmpty();
  }

  @Test
  void aFailureStartsTheNextAtOnce() {
    Track track = track(PLAIN).fated(new Fate(millis(10), false, null), V6).run(V6, V4);
    assertWon(track, V4, 10);
  }

  @Test
  void whenAllFailEveryCauseIsKept() {
    assertLost(track(PLAIN).refused(many(5)).run(many(5)), 0, 5);
  }

  @Test
  void noMoreThanSixAreUnderWayAndTheNextReplacesTheOldest() {
    SocketAddress[] eight = many(8);
    Track track = track(PLAIN).silent(eight).cancelAfter(2_400).run(eight);
    assertThat(track.log)
        .contains("1250 try " + eight[5], "1500 abort " + eight[0], "1500 try " + eight[6])
        .doesNotContain("1250 abort " + eight[0]);
  }

  @Test
  void whoeverCancelsEndsItAtOnce() {
    Track track = track(PLAIN).cancelAfter(100).run(S6, S4);
    assertLost(track, 100, 0);
    assertThat(track.log).containsExactly("0 try " + S6, "100 abort " + S6);
  }

  // ---- resolution ----

  @Test
  void anAnswerAboutIpv6StartsTheRaceAtOnce() {
    Track track = track(PLAIN).answer(IPV6, 5, V6).answer(IPV4, 500, V4).runAsking(IPV6, IPV4);
    assertWon(track, V6, 5);
  }

  @Test
  void anAnswerAboutIpv4WaitsForTheResolutionDelay() {
    Track track = track(PLAIN).answer(IPV4, 5, V4).answer(IPV6, 500, V6).runAsking(IPV6, IPV4);
    assertWon(track, V4, 55);
  }

  @Test
  void whatComesWithinTheResolutionDelayComesFirst() {
    Track track = track(PLAIN).answer(IPV4, 5, V4).answer(IPV6, 30, V6).runAsking(IPV6, IPV4);
    assertThat(track.log.get(0)).isEqualTo("30 try " + V4); // the order is the test's
    assertThat(track.elapsedMillis()).isEqualTo(30);
  }

  @Test
  void ifThereIsNoIpv6Ipv4WaitsForNothing() {
    Track track = track(PLAIN).answer(IPV4, 5, V4).answer(IPV6, 6).runAsking(IPV6, IPV4);
    assertWon(track, V4, 6);
    assertWon(track(PLAIN).answer(IPV6, 5).answer(IPV4, 9, V4).runAsking(IPV6, IPV4), V4, 9);
  }

  @Test
  void anAnswerThatComesLateJoinsWhatHasNotBeenTried() {
    Track track = track(PLAIN).answer(IPV4, 0, S4).answer(IPV6, 100, V6).runAsking(IPV6, IPV4);
    assertWon(track, V6, 300);
  }

  @Test
  void anAnswerThatComesAfterAllHaveFailedIsTriedAtOnce() {
    Track track =
        track(PLAIN).refused(V4).answer(IPV4, 0, V4).answer(IPV6, 170, V6).runAsking(IPV6, IPV4);
    assertWon(track, V6, 170);
  }

  @Test
  void noAddressIsTriedTwiceThoughTheResolverRepeatsIt() {
    Track track =
        track(PLAIN)
            .refused(V4, V6)
            .answer(IPV4, 60, V6, V4, V4)
            .answer(IPV6, 0, V6, V6)
            .runAsking(IPV6, IPV4);
    assertLost(track, 60, 2);
  }

  @Test
  void withoutAnyAnswerItFailsWithTheResolversCauses() {
    assertLost(track(PLAIN).answer(IPV6, 3).answer(IPV4, 7).runAsking(IPV6, IPV4), 7, 2);
  }

  // ---- handshakes ----

  private static Fate connects(long after, long handshake, boolean succeeds, boolean decisive) {
    return new Fate(millis(after), true, new Hands(millis(handshake), succeeds, decisive));
  }

  @Test
  void whileTheFrontRunnerShakesHandsTheNextWaitsLonger() {
    Track track = track(TLS).fated(connects(100, 390, true, false), V6).run(V6, V4);
    assertWon(track, V6, 490); // the next one would have started at 250, and does at 500
    assertThat(track.log).containsExactly("0 try " + V6, "100 secure " + V6);
  }

  @Test
  void itDoesNotWaitForMoreThanTwoSeconds() {
    Track track = track(TLS).fated(connects(240, 60_000, true, false), V6).run(V6, V4);
    assertWon(track, V4, 1_200);
    RaceRules patient = new RaceRules(millis(1_500), millis(50), true);
    assertWon(
        track(patient).fated(connects(1_000, 60_000, true, false), V6).run(V6, V4), V4, 3_000);
  }

  @Test
  void whoeverConnectsMeanwhileWaitsConnectedUntilTheFrontRunnerFails() {
    Track track =
        track(TLS)
            .fated(connects(300, 400, false, false), V6)
            .fated(connects(100, 10, true, false), V4)
            .run(V6, V4);
    // V6 connects at 300 and is the front runner; V4, tried at 250, connects at 350 and waits.
    assertWon(track, V4, 710);
    assertThat(track.log)
        .containsExactly("0 try " + V6, "250 try " + V4, "300 secure " + V6, "700 secure " + V4);
  }

  @Test
  void orUntilThePauseEndsThenTwoShakeHands() {
    Track track =
        track(TLS)
            .fated(connects(300, 60_000, true, false), V6)
            .fated(connects(100, 10, true, false), V4)
            .run(V6, V4);
    assertWon(track, V4, 300 + 1_200 + 10);
  }

  @Test
  void aThirdOneWaitsForOneOfTheTwo() {
    SocketAddress[] three = many(3);
    Track track =
        track(TLS)
            .fated(connects(10, 5_000, false, false), three[0])
            .fated(connects(10, 60_000, true, false), three[1])
            .fated(connects(10, 1, true, false), three[2])
            .run(three);
    assertThat(track.winner()).contains(three[2]);
    assertThat(track.elapsedMillis()).isEqualTo(5_011);
  }

  @Test
  void aFailedHandshakeStartsTheNextAtOnce() {
    Track track = track(TLS).fated(connects(5, 20, false, false), V6).run(V6, V4);
    assertWon(track, V4, 25);
  }

  @Test
  void aVerdictOnTheCertificateEndsTheRace() {
    Track track = track(TLS).fated(connects(5, 20, false, true), V6).run(V6, V4);
    assertLost(track, 25, 1);
    assertThat(track.log).noneMatch(line -> line.contains(V4.toString()));
  }
}
