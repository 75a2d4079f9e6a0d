package io.conpool.impl.dns;

import io.conpool.spi.DnsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is known of one name, and who waits to know more. Guarded by the lock of the cache. */
final class KnownName {

  private final NameRules rules;
  private @Nullable NameAnswer answer;
  private long askedAt;
  private long freshUntil;
  private @Nullable Query query;
  private final List<Consumer<NameAnswer>> askers = new ArrayList<>();

  KnownName(NameRules rules) {
    this.rules = rules;
  }

  /** The answer, if its time is not over. */
  @Nullable NameAnswer fresh(long now) {
    return answer != null && now - freshUntil < 0 ? answer : null;
  }

  @Nullable Query query() {
    return query;
  }

  void asks(Query begun, Consumer<NameAnswer> asker) {
    query = begun;
    askers.add(asker);
  }

  void joins(Consumer<NameAnswer> asker) {
    askers.add(asker);
  }

  /** The end of a query; what was asked is told, even if it is not kept. */
  NameAnswer settle(NameAnswer told, long keepNanos, long now) {
    query = null;
    boolean failed =
        told instanceof NameAnswer.Failed failure
            && failure.cause().kind() == DnsException.Kind.TEMPORARY;
    if (failed && answer instanceof NameAnswer.Found old && now - freshUntil < rules.stale()) {
      return new NameAnswer.Found(old.addresses(), true);
    } else if (!failed) {
      answer = told;
      askedAt = now;
      freshUntil = now + keepNanos;
    }
    return told;
  }

  List<Consumer<NameAnswer>> takeAskers() {
    List<Consumer<NameAnswer>> all = List.copyOf(askers);
    askers.clear();
    return all;
  }

  /** Whether nothing is lost when it is forgotten. */
  boolean isForgettable(long now) {
    return query == null && (answer == null || now - freshUntil >= rules.stale());
  }

  /** For people to read. */
  String describe(long now) {
    String asking = query == null ? "" : ", being asked again";
    if (answer instanceof NameAnswer.Found found) {
      return found.addresses() + ", " + seconds(now - askedAt) + " old, " + left(now) + asking;
    } else if (answer instanceof NameAnswer.Failed failed) {
      return failed.cause().getMessage() + ", " + left(now) + asking;
    }
    return "not known" + asking;
  }

  private String left(long now) {
    long left = freshUntil - now;
    return left > 0 ? "for " + seconds(left) + " more" : "over since " + seconds(-left);
  }

  private static String seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos) + " s";
  }
}
