package io.conpool.impl.address;

import static io.conpool.impl.address.BestAddressFirst.FIRST_FAMILY_COUNT;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6724 by its examples (section 10.2), families taking turns, and the spread. */
class BestAddressFirstTest {

  private final Map<InetAddress, InetAddress> sources = new HashMap<>();
  private final Map<SocketAddress, Integer> loads = new HashMap<>();
  private final Set<SocketAddress> aside = new HashSet<>();

  private List<SocketAddress> arranged(SocketAddress last, List<SocketAddress> untried) {
    return arranged(FIRST_FAMILY_COUNT, last, untried);
  }

  private List<SocketAddress> arranged(
      int firstFamilyCount, SocketAddress last, List<SocketAddress> untried) {
    BestAddressFirst order =
        new BestAddressFirst(
            to -> AddressRank.of(to.getAddress(), sources.get(to.getAddress())), firstFamilyCount);
    order.learn(AddressTiers.of(untried));
    return order.sort(
        last,
        untried,
        address -> new Standing(aside.contains(address), loads.getOrDefault(address, 0)));
  }

  private static InetAddress ip(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static SocketAddress at(String literal) {
    return new InetSocketAddress(ip(literal), 443);
  }

  private static List<SocketAddress> all(String... literals) {
    return Arrays.stream(literals).map(BestAddressFirstTest::at).toList();
  }

  private void reachable(String... literals) {
    for (String literal : literals) {
      sources.put(ip(literal), ip(literal.contains(":") ? "2001:db8::fe" : "198.51.100.117"));
    }
  }

  @ParameterizedTest(name = "{4}: {0} from {1} before {2} from {3}")
  @CsvSource({
    "2001:db8:1::1, 2001:db8:1::2, 198.51.100.121, 169.254.13.78, matching scope",
    "198.51.100.121, 198.51.100.117, 2001:db8:1::1, fe80::1, matching scope",
    "2001:db8:1::1, 2001:db8:1::2, 10.1.2.3, 10.1.2.4, higher precedence",
    "fe80::1, fe80::2, 2001:db8:1::1, 2001:db8:1::2, smaller scope",
    "2002:c633:6401::1, 2002:c633:6401::2, 2001:db8:1::1, fe80::2, matching scope",
    "2001:db8:1::1, 2001:db8:1::2, 2002:c633:6401::1, 2002:c633:6401::2, higher precedence",
    "198.51.100.121, 198.51.100.117, fd00::1, fd00::2, higher precedence",
    "2002:c633:6401::1, 2002:c633:6401::2, 2001:db8:1::1, 2002:c633:6401::2, matching label",
    "198.51.100.121, 198.51.100.117, 2001:0:ce49::1, 2001:0:ce49::2, higher precedence",
    "::1, ::1, 127.0.0.1, 127.0.0.1, higher precedence",
  })
  void theExamplesOfTheRfc(String better, String from, String worse, String otherFrom, String why) {
    sources.put(ip(better), ip(from));
    sources.put(ip(worse), ip(otherFrom));
    assertThat(arranged(null, all(worse, better))).isEqualTo(all(better, worse));
    assertThat(arranged(null, all(better, worse))).isEqualTo(all(better, worse));
  }

  @Test
  void whatCannotBeReachedComesLast() {
    reachable("192.0.2.1");
    assertThat(arranged(null, all("2001:db8::1", "192.0.2.1")))
        .isEqualTo(all("192.0.2.1", "2001:db8::1"));
  }

  @Test
  void a29_theFamiliesTakeTurns() {
    reachable("2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2");
    assertThat(arranged(null, all("2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2")))
        .isEqualTo(all("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2"));
  }

  @Test
  void a29_theLongerFamilyEndsTheOrder() {
    reachable("2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1");
    assertThat(arranged(null, all("2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1")))
        .isEqualTo(all("2001:db8::1", "192.0.2.1", "2001:db8::2", "2001:db8::3"));
  }

  @Test
  void a29_theFamilyThatTheSortPutsFirstBegins() {
    reachable("2001:db8::1", "192.0.2.1", "192.0.2.2");
    assertThat(arranged(null, all("192.0.2.1", "2001:db8::1", "192.0.2.2")))
        .as("IPv6 by the policy table")
        .isEqualTo(all("2001:db8::1", "192.0.2.1", "192.0.2.2"));
    sources.remove(ip("2001:db8::1"));
    assertThat(arranged(null, all("192.0.2.1", "2001:db8::1", "192.0.2.2")))
        .as("IPv4 where there is no way to IPv6")
        .isEqualTo(all("192.0.2.1", "2001:db8::1", "192.0.2.2"));
  }

  @Test
  void a29_oneFamilyKeepsItsOrder() {
    reachable("192.0.2.3", "192.0.2.1", "192.0.2.2");
    assertThat(arranged(null, all("192.0.2.3", "192.0.2.1", "192.0.2.2")))
        .isEqualTo(all("192.0.2.3", "192.0.2.1", "192.0.2.2"));
    assertThat(arranged(2, null, all("192.0.2.3", "192.0.2.1", "192.0.2.2")))
        .isEqualTo(all("192.0.2.3", "192.0.2.1", "192.0.2.2"));
    assertThat(arranged(null, List.of())).isEmpty();
  }

  @Test
  void a29_asManyOfTheFirstFamilyBeginAsTheCountSays() {
    reachable("2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1");
    assertThat(arranged(2, null, all("2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1")))
        .isEqualTo(all("2001:db8::1", "2001:db8::2", "192.0.2.1", "2001:db8::3"));
    assertThat(arranged(9, null, all("2001:db8::1", "2001:db8::2", "192.0.2.1")))
        .isEqualTo(all("2001:db8::1", "2001:db8::2", "192.0.2.1"));
  }

  @Test
  void whatJoinsLateTakesTurnsWithWhatWasTriedLast() {
    reachable("2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2");
    assertThat(arranged(at("192.0.2.1"), all("192.0.2.2", "2001:db8::1", "2001:db8::2")))
        .isEqualTo(all("2001:db8::1", "192.0.2.2", "2001:db8::2"));
    assertThat(arranged(at("2001:db8::1"), all("192.0.2.2", "2001:db8::2")))
        .isEqualTo(all("192.0.2.2", "2001:db8::2"));
  }

  @Test
  void amongEqualAddressesTheLeastLoadedComesFirst() {
    reachable("192.0.2.1", "192.0.2.2", "192.0.2.3");
    loads.putAll(Map.of(at("192.0.2.1"), 3, at("192.0.2.2"), 1, at("192.0.2.3"), 2));
    assertThat(arranged(null, all("192.0.2.1", "192.0.2.2", "192.0.2.3")))
        .isEqualTo(all("192.0.2.2", "192.0.2.3", "192.0.2.1"));
  }

  @Test
  void loadNeverMakesAWorseAddressComeFirst() {
    reachable("2001:db8::1", "2002:db8::1");
    loads.put(at("2001:db8::1"), 100);
    assertThat(arranged(null, all("2002:db8::1", "2001:db8::1")))
        .isEqualTo(all("2001:db8::1", "2002:db8::1"));
  }

  @Test
  void whatIsSetAsideComesAfterAllOthersHoweverGoodItWouldBe() {
    reachable("2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2");
    aside.addAll(all("2001:db8::1", "192.0.2.1"));
    assertThat(arranged(null, all("2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2")))
        .isEqualTo(all("2001:db8::2", "192.0.2.2", "2001:db8::1", "192.0.2.1"));
  }

  @Test
  void theMachineIsNotAskedAboutOneAddressAlone() {
    BestAddressFirst order =
        new BestAddressFirst(
            destination -> {
              throw new AssertionError("asked for " + destination);
            },
            FIRST_FAMILY_COUNT);
    order.learn(AddressTiers.of(all("192.0.2.1")));
    assertThat(order.sort(null, all("192.0.2.1"), address -> Standing.UNKNOWN))
        .isEqualTo(all("192.0.2.1"));
  }

  @Test
  void theMachineIsAskedOnceAboutEachAddress() {
    List<Object> asked = new ArrayList<>();
    BestAddressFirst order =
        new BestAddressFirst(
            destination -> {
              asked.add(destination);
              return AddressRank.of(destination.getAddress(), destination.getAddress());
            },
            FIRST_FAMILY_COUNT);
    order.learn(AddressTiers.of(all("192.0.2.1")));
    order.learn(AddressTiers.of(all("2001:db8::1", "192.0.2.1")));
    assertThat(asked).hasSize(2);
  }

  @Test
  void aLaterTierComesAfterAllOfTheOnesBeforeButThoseSetAsideComeLast() {
    SocketAddress worse = all("192.0.2.1").get(0);
    SocketAddress broken = all("192.0.2.2").get(0);
    SocketAddress better = all("2001:db8::1").get(0);
    sources.put(ip("192.0.2.1"), ip("192.0.2.9"));
    sources.put(ip("192.0.2.2"), ip("192.0.2.9"));
    sources.put(ip("2001:db8::1"), ip("2001:db8::9"));
    aside.add(broken);
    BestAddressFirst order =
        new BestAddressFirst(
            to -> AddressRank.of(to.getAddress(), sources.get(to.getAddress())),
            FIRST_FAMILY_COUNT);
    order.learn(new AddressTiers(List.of(List.of(broken, worse), List.of(), List.of(better))));
    assertThat(
            order.sort(
                null,
                List.of(better, broken, worse),
                address -> new Standing(aside.contains(address), 0)))
        .containsExactly(worse, better, broken);
  }

  @Test
  void anAddressOfTwoTiersBelongsToTheFirst() {
    SocketAddress first = all("192.0.2.1").get(0);
    SocketAddress second = all("192.0.2.2").get(0);
    AddressTiers tiers = new AddressTiers(List.of(List.of(first), List.of(second, first)));
    assertThat(tiers.all()).containsExactly(first, second);
    assertThat(tiers.numbers()).containsEntry(first, 0).containsEntry(second, 1);
  }
}
