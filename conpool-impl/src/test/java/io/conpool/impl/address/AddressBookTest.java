package io.conpool.impl.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.impl.time.Platform;
import io.conpool.spi.AddressFamily;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The spread over equal addresses, setting aside, and what the resolver has said. */
class AddressBookTest {

  private long now = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos(); // soon beyond the end
  private final List<String> setAside = new ArrayList<>();
  private final AddressBook book = book(true);
  private final List<SocketAddress> probed = new ArrayList<>();
  private final SourceProbe probe =
      destination -> {
        probed.add(destination);
        return destination.getAddress();
      };

  private AddressBook book(boolean spread) {
    return new AddressBook(
        platform(), spread, (address, pause) -> setAside.add(address + " " + pause));
  }

  private Platform platform() {
    return (Platform)
        Proxy.newProxyInstance(
            Platform.class.getClassLoader(),
            new Class<?>[] {Platform.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "now" -> now;
                  case "newLock" -> new ReentrantLock();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static SocketAddress at(int number) {
    return new InetSocketAddress("10.0.0." + number, 7);
  }

  private static List<SocketAddress> all(int... numbers) {
    return Arrays.stream(numbers).mapToObj(AddressBookTest::at).toList();
  }

  private static BookedOrder order(AddressBook book, List<SocketAddress> addresses) {
    BookedOrder order = book.order(SourceProbe.UNKNOWN);
    order.learn(AddressTiers.of(addresses));
    return order;
  }

  private List<SocketAddress> arranged(List<SocketAddress> addresses) {
    BookedOrder order = order(book, addresses);
    List<SocketAddress> arranged = order.arrange(null, addresses);
    order.end();
    return arranged;
  }

  private AddressUse dial(List<SocketAddress> addresses) {
    BookedOrder order = order(book, addresses);
    AddressUse use = order.use(order.arrange(null, addresses).get(0));
    order.end();
    return use;
  }

  private void fail(int number, int times) {
    for (int i = 0; i < times; i++) {
      AddressUse use = book.use(at(number));
      use.failed();
      use.end();
    }
  }

  private void sleep(Duration time) {
    now += time.toNanos();
  }

  @Test
  void fortyConnectionsSpreadEvenlyOverFourAddresses() {
    List<SocketAddress> four = all(1, 2, 3, 4);
    Map<SocketAddress, Integer> counts = new HashMap<>();
    for (int i = 0; i < 40; i++) {
      counts.merge(dial(four).address(), 1, Integer::sum);
    }
    assertThat(counts.values()).containsExactly(10, 10, 10, 10);
  }

  @Test
  void racesThatBeginTogetherDoNotAllChooseTheSame() {
    List<SocketAddress> four = all(1, 2, 3, 4);
    Stream<SocketAddress> chosen =
        Stream.generate(() -> order(book, four).arrange(null, four).get(0)).limit(4);
    assertThat(chosen).doesNotHaveDuplicates();
  }

  @Test
  void aRaceThatEndsBeforeItHasTriedAnybodyHoldsNothing() {
    BookedOrder order = order(book, all(1, 2));
    order.arrange(null, all(1, 2));
    order.end();
    assertThat(book.view()).allMatch(address -> address.connections() == 0);
  }

  @Test
  void aLaterAnswerGivesTheChoiceOfAnEarlierOneBack() {
    AddressUse busy = book.use(at(1));
    BookedOrder order = order(book, all(1));
    order.arrange(null, all(1));
    order.learn(AddressTiers.of(all(2)));
    assertThat(order.arrange(null, all(1, 2))).containsExactly(at(2), at(1));
    order.end();
    busy.end();
    assertThat(book.view()).allMatch(address -> address.connections() == 0);
  }

  @Test
  void aConnectionThatHasEndedDoesNotCount() {
    AddressUse first = dial(all(1, 2));
    AddressUse second = dial(all(1, 2));
    first.end();
    first.end();
    assertThat(dial(all(1, 2)).address()).isEqualTo(first.address());
    assertThat(second.address()).isNotEqualTo(first.address());
  }

  @Test
  void inTheOrderOfTheResolverLoadDoesNotCount() {
    AddressBook ordered = book(false);
    for (int i = 0; i < 3; i++) {
      BookedOrder order = order(ordered, all(2, 1));
      assertThat(order.arrange(null, all(2, 1))).containsExactly(at(2), at(1));
    }
  }

  @Test
  void fiveFailuresInARowSetAnAddressAside() {
    book.answered(AddressFamily.ANY, all(1, 2));
    fail(1, 4);
    assertThat(arranged(all(1, 2))).containsExactly(at(1), at(2));
    fail(1, 1);
    assertThat(arranged(all(1, 2))).containsExactly(at(2), at(1));
    assertThat(setAside).containsExactly("/10.0.0.1:7 PT30S");
  }

  @Test
  void aSuccessBetweenThemBeginsTheCountAnew() {
    book.answered(AddressFamily.ANY, all(1, 2));
    fail(1, 4);
    book.use(at(1)).succeeded();
    fail(1, 4);
    assertThat(setAside).isEmpty();
  }

  @Test
  void whoFailsAgainWhenItsPauseIsOverPausesLongerUpToFiveMinutes() {
    book.answered(AddressFamily.ANY, all(1, 2));
    fail(1, 5);
    for (int round = 0; round < 11; round++) {
      fail(1, 3); // those that tried it although it was set aside
      sleep(Duration.ofMinutes(5));
      fail(1, 1);
    }
    assertThat(setAside)
        .startsWith("/10.0.0.1:7 PT30S", "/10.0.0.1:7 PT1M", "/10.0.0.1:7 PT1M30S")
        .endsWith("/10.0.0.1:7 PT4M30S", "/10.0.0.1:7 PT5M", "/10.0.0.1:7 PT5M", "/10.0.0.1:7 PT5M")
        .hasSize(12);
  }

  @Test
  void whenThePauseIsOverOneDialFindsOutAndTheOthersDoNotWaitForIt() {
    book.answered(AddressFamily.ANY, all(1, 2));
    AddressUse busy = book.use(at(2));
    fail(1, 5);
    sleep(Duration.ofSeconds(30));
    AddressUse probe = dial(all(1, 2));
    assertThat(probe.address()).isEqualTo(at(1));
    assertThat(dial(all(1, 2)).address()).as("while it is found out").isEqualTo(at(2));
    probe.succeeded();
    assertThat(dial(all(1, 2)).address()).as("it is back").isEqualTo(at(1));
    busy.end();
  }

  @Test
  void aConnectionThatHasFoundItBackDoesNotKeepTheNextProbeAway() {
    book.answered(AddressFamily.ANY, all(1, 2));
    AddressUse busy = book.use(at(2));
    fail(1, 5);
    sleep(Duration.ofSeconds(30));
    AddressUse longLived = dial(all(1, 2));
    longLived.succeeded();
    AddressUse other = book.use(at(2));
    fail(1, 5);
    sleep(Duration.ofSeconds(30));
    assertThat(dial(all(1, 2)).address()).isEqualTo(at(1));
    longLived.end();
    other.end();
    busy.end();
  }

  @Test
  void whoGivesUpFindingOutLeavesItToTheNext() {
    book.answered(AddressFamily.ANY, all(1, 2));
    AddressUse busy = book.use(at(2));
    fail(1, 5);
    sleep(Duration.ofSeconds(30));
    AddressUse probe = dial(all(1, 2));
    probe.end();
    assertThat(dial(all(1, 2)).address()).isEqualTo(at(1));
    busy.end();
  }

  @Test
  void atMostHalfOfTheAddressesAreSetAside() {
    book.answered(AddressFamily.ANY, all(1, 2, 3));
    fail(1, 9);
    fail(2, 9);
    fail(3, 9);
    assertThat(setAside).containsExactly("/10.0.0.1:7 PT30S");
  }

  @Test
  void theOnlyAddressIsNeverSetAside() {
    book.answered(AddressFamily.ANY, all(1));
    fail(1, 9);
    fail(2, 9); // given, not resolved
    assertThat(setAside).isEmpty();
  }

  @Test
  void clearingForgivesAndForgets() {
    book.answered(AddressFamily.ANY, all(1, 2));
    fail(1, 5);
    book.clear();
    assertThat(arranged(all(1, 2))).containsExactly(at(1), at(2));
    assertThat(book.isCurrent(at(3))).isTrue();
  }

  @Test
  void whatAnAnswerLeavesOutIsGoneIfItIsInUse() {
    AddressUse one = book.use(at(1));
    book.use(at(2));
    book.use(at(3)).end();
    assertThat(book.answered(AddressFamily.ANY, all(1, 2, 3)).left()).isEmpty();
    AddressBook.Change change = book.answered(AddressFamily.ANY, all(2, 4));
    assertThat(change.isNews()).isTrue();
    assertThat(change.left()).containsExactly(at(1));
    assertThat(book.isCurrent(at(1))).isFalse();
    assertThat(book.isCurrent(at(4))).isTrue();
    assertThat(book.view())
        .filteredOn(AddressView::gone)
        .extracting(AddressView::address)
        .containsExactly(at(1));
    one.end();
    assertThat(book.view()).extracting(AddressView::address).containsExactly(at(2));
  }

  @Test
  void theSameAnswerInAnotherOrderIsNoNews() {
    assertThat(book.answered(AddressFamily.ANY, all(1, 2)).isNews()).isFalse();
    assertThat(book.answered(AddressFamily.ANY, all(2, 1)).isNews()).isFalse();
    assertThat(book.answered(AddressFamily.ANY, all(2)).isNews()).isTrue();
  }

  @Test
  void anAnswerForOneFamilySaysNothingOfTheOther() {
    InetSocketAddress six = new InetSocketAddress("2001:db8::1", 7);
    book.use(six);
    book.use(at(1));
    book.answered(AddressFamily.ANY, List.of(six, at(1)));
    assertThat(book.answered(AddressFamily.IPV4, all(2)).left()).containsExactly(at(1));
    assertThat(book.isCurrent(six)).isTrue();
  }

  @Test
  void aFamilyThatIsWithdrawnWhileThereIsTheOtherHasLeft() {
    InetSocketAddress six = new InetSocketAddress("2001:db8::1", 7);
    book.use(six);
    book.answered(AddressFamily.IPV6, List.of(six));
    book.answered(AddressFamily.IPV4, all(1));
    assertThat(book.unanswered(AddressFamily.IPV6, true).left()).isEmpty();
    assertThat(book.unanswered(AddressFamily.IPV6, false).left()).containsExactly(six);
    assertThat(book.isCurrent(six)).isFalse();
  }

  @Test
  void aNameWithoutAnyAddressTakesNoConnectionAway() {
    book.use(at(1));
    book.answered(AddressFamily.IPV4, all(1));
    assertThat(book.unanswered(AddressFamily.IPV4, false).left()).isEmpty();
    assertThat(book.unanswered(AddressFamily.IPV6, false).isNews()).isFalse();
    assertThat(book.isCurrent(at(1))).isTrue();
  }

  @Test
  void aFamilyIsWithdrawnWhicheverIsToldFirst() {
    InetSocketAddress six = new InetSocketAddress("2001:db8::1", 7);
    book.use(six);
    book.answered(AddressFamily.IPV6, List.of(six));
    assertThat(book.unanswered(AddressFamily.IPV6, false).left()).isEmpty();
    AddressBook.Change moved = book.answered(AddressFamily.IPV4, all(1));
    assertThat(moved.isNews()).isTrue();
    assertThat(moved.left()).containsExactly(six);
    assertThat(book.answered(AddressFamily.IPV4, all(1)).isNews()).isFalse();
  }

  @Test
  void aFamilyThatAppearsLaterIsNewsWhicheverWasToldFirst() {
    List<SocketAddress> six = List.of(new InetSocketAddress("2001:db8::1", 7));
    book.unanswered(AddressFamily.IPV6, false);
    assertThat(book.answered(AddressFamily.IPV4, all(1)).isNews()).isFalse();
    assertThat(book.answered(AddressFamily.IPV6, six).isNews()).isTrue();
    book.clear();
    assertThat(book.answered(AddressFamily.IPV4, all(1)).isNews()).isFalse();
    assertThat(book.unanswered(AddressFamily.IPV6, false).isNews()).isFalse();
    assertThat(book.answered(AddressFamily.IPV6, six).isNews()).isTrue();
  }

  @Test
  void thatThereWasNoneIsForgottenWithTheRest() {
    List<SocketAddress> six = List.of(new InetSocketAddress("2001:db8::1", 7));
    book.unanswered(AddressFamily.IPV6, false);
    book.clear();
    book.answered(AddressFamily.IPV4, all(1));
    assertThat(book.answered(AddressFamily.IPV6, six).isNews()).isFalse();
  }

  @Test
  void anAnswerForAnyFamilyOutlivesWhatWasSaidOfOne() {
    book.use(at(1));
    book.unanswered(AddressFamily.IPV4, false);
    book.answered(AddressFamily.ANY, all(1));
    assertThat(book.isCurrent(at(1))).isTrue();
  }

  private void rank(SourceProbe sources, List<SocketAddress> addresses) {
    BookedOrder order = book.order(sources);
    order.learn(AddressTiers.of(addresses));
    order.arrange(null, addresses);
    order.end();
  }

  @Test
  void theMachineIsAskedAboutAnAddressOnceInTenSecondsHoweverManyDialsThereAre() {
    for (int dial = 0; dial < 5; dial++) {
      rank(probe, all(1, 2));
    }
    sleep(Duration.ofSeconds(10).minusNanos(1));
    rank(probe, all(1, 2, 3));
    assertThat(probed).containsExactlyInAnyOrderElementsOf(all(1, 2, 3));
    sleep(Duration.ofNanos(1));
    rank(probe, all(1, 2, 3));
    assertThat(probed).as("routes change").hasSize(5);
    assertThat(probed.subList(3, 5)).containsExactlyInAnyOrder(at(1), at(2));
  }

  @Test
  void anotherMachineIsAskedAnew() {
    rank(probe, all(1, 2));
    rank(destination -> probe.source(destination), all(1, 2));
    assertThat(probed).hasSize(4);
  }

  @Test
  void howGoodAnAddressIsIsForgottenWithTheAddress() {
    rank(probe, all(1, 2));
    book.answered(AddressFamily.ANY, all(2, 3));
    book.answered(AddressFamily.ANY, all(1, 2));
    probed.clear();
    rank(probe, all(1, 2));
    assertThat(probed).containsExactly(at(1));
  }

  @Test
  void howGoodAnAddressIsIsForgottenByClearing() {
    rank(probe, all(1, 2));
    book.clear();
    rank(probe, all(1, 2));
    assertThat(probed).hasSize(4);
  }
}
