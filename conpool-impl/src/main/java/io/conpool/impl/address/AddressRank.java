package io.conpool.impl.address;

import java.net.InetAddress;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * How good a destination is by rules 1, 2, 5, 6 and 8 of RFC 6724, section 6; lower is better.
 * Rules 3, 4 and 7 ask what Java cannot see, rule 9 would undo the spread over equal addresses.
 *
 * @param unusable whether there is no source address, so no route (rule 1)
 * @param scopesDiffer whether source and destination reach differently far (rule 2)
 * @param labelsDiffer whether source and destination have different labels (rule 5)
 * @param precedence of the destination; higher is better (rule 6)
 * @param scope of the destination; smaller is better (rule 8)
 */
record AddressRank(
    boolean unusable, boolean scopesDiffer, boolean labelsDiffer, int precedence, int scope)
    implements Comparable<AddressRank> {

  private static final Comparator<AddressRank> BY_RULES =
      Comparator.comparing(AddressRank::unusable)
          .thenComparing(AddressRank::scopesDiffer)
          .thenComparing(AddressRank::labelsDiffer)
          .thenComparing(Comparator.comparingInt(AddressRank::precedence).reversed())
          .thenComparingInt(AddressRank::scope);

  /**
   * Ranks a destination.
   *
   * @param source what the machine would send from, or null if it cannot send there
   */
  static AddressRank of(InetAddress destination, @Nullable InetAddress source) {
    PrefixPolicy policy = PrefixPolicy.of(destination);
    int scope = AddressScope.of(destination);
    return source == null
        ? new AddressRank(true, true, true, policy.precedence(), scope)
        : new AddressRank(
            false,
            AddressScope.of(source) != scope,
            PrefixPolicy.of(source).label() != policy.label(),
            policy.precedence(),
            scope);
  }

  @Override
  public int compareTo(AddressRank other) {
    return BY_RULES.compare(this, other);
  }
}
