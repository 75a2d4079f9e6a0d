package io.conpool.impl.dns;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the resolver has said of one name, and how it has fared since.
 *
 * @param answer the last one that was certain: addresses, or that there are none
 * @param since when it came
 * @param trouble why there has been no other since, in words; null while nothing is wrong
 * @param restUntil until when a stale answer is told at once, and nobody waits for the resolver
 */
record KnownName(NameAnswer answer, long since, @Nullable String trouble, long restUntil) {

  static KnownName of(NameAnswer answer, long now) {
    return new KnownName(answer, now, null, now);
  }

  /** The same, whose resolver fails. */
  KnownName failing(String why, long restUntil) {
    return new KnownName(answer, since, why, restUntil);
  }

  /** The same, if need be kept as long as the answer about the other family. */
  KnownName keptWith(NameAnswer other) {
    return new KnownName(answer.keptWith(other), since, trouble, restUntil);
  }

  /** What the resolver would say no more of; null if it must be asked. */
  @Nullable NameAnswer fresh(long now) {
    return isFresh(now) ? answer : null;
  }

  /** What can be told without the resolver; null if it must be asked. */
  @Nullable NameAnswer atOnce(long now, NameRules rules) {
    boolean rests = trouble != null && now - restUntil < 0;
    return rests || isFresh(now) ? best(now, rules) : null;
  }

  /** What can be told if the resolver does not help; null if nothing can. */
  @Nullable NameAnswer best(long now, NameRules rules) {
    if (isFresh(now)) {
      return answer;
    }
    return isOver(now, rules) ? null : answer.stale();
  }

  /** Whether it can be told to nobody any more. */
  boolean isOver(long now, NameRules rules) {
    long beyond = answer.stale() == null ? 0 : rules.stale();
    return now - answer.freshUntil() >= beyond;
  }

  private boolean isFresh(long now) {
    return now - answer.freshUntil() < 0;
  }

  /** For people to read. */
  String describe(long now, NameRules rules) {
    StringBuilder text = new StringBuilder(answer.words());
    text.append("; ").append(seconds(now - since)).append(" old, kept for ");
    text.append(seconds(answer.freshUntil() - since));
    if (isOver(now, rules)) {
      text.append("; over");
    } else if (!isFresh(now)) {
      text.append("; stale");
    }
    if (trouble != null) {
      text.append("; the resolver fails: ").append(trouble);
    }
    return text.toString();
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.3f s", nanos / 1e9);
  }
}
