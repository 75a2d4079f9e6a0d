package io.conpool.impl.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.conpool.CloseReason;
import io.conpool.impl.dial.Dialed;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.FieldLayout;

class EntryTest {

  private static Entry entry(long born, long lifetime) {
    return new Entry(null, new Dialed(null, null, "attached", null, null, 0), born, lifetime);
  }

  @Test
  void itBeginsInTheHandsOfItsMaker() {
    Entry entry = entry(0, 0);
    assertThat(entry.isLeased()).isTrue();
    assertThat(entry.tryLease()).isFalse();
    assertThat(entry.uses()).isZero();
  }

  @Test
  void onlyOneTakesAnIdleEntry() {
    Entry entry = entry(0, 0);
    assertThat(entry.tryIdle()).isTrue();
    assertThat(entry.tryLease()).isTrue();
    assertThat(entry.tryLease()).isFalse();
    assertThat(entry.tryCloseIdle()).isFalse();
  }

  @Test
  void aClosedEntryNeverComesBack() {
    Entry entry = entry(0, 0);
    assertThat(entry.tryCloseLeased()).isTrue();
    assertThat(entry.tryCloseLeased()).isFalse();
    assertThat(entry.tryIdle()).isFalse();
    assertThat(entry.tryLease()).isFalse();
    assertThat(entry.tryCloseIdle()).isFalse();
    assertThat(entry.isIdle()).isFalse();
    assertThat(entry.isLeased()).isFalse();
  }

  @Test
  void theFirstReasonToCondemnItStays() {
    Entry entry = entry(0, 0);
    assertThat(entry.condemned()).isNull();
    entry.condemn(CloseReason.CLEARED);
    entry.condemn(CloseReason.PROVIDER_LEFT);
    assertThat(entry.condemned()).isEqualTo(CloseReason.CLEARED);
  }

  @Test
  void itsLifetimeEndsExactly() {
    Entry entry = entry(5, 10);
    assertThat(entry.lifetimeLeft(14)).isEqualTo(1);
    assertThat(entry.lifetimeLeft(15)).isZero();
    assertThat(entry(5, 0).lifetimeLeft(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void itsLifetimeIsMeasuredAcrossTheOverflowOfTheClock() {
    Entry entry = entry(Long.MAX_VALUE - 3, 10);
    assertThat(entry.lifetimeLeft(Long.MAX_VALUE + 2)).isEqualTo(5);
  }

  @Test
  void aLeaseLeavesItsTraces() {
    Entry entry = entry(0, 0);
    entry.beginLease(Thread.currentThread(), 7, null);
    assertThat(entry.uses()).isEqualTo(1);
    assertThat(entry.holder()).isEqualTo(Thread.currentThread().getName());
    assertThat(entry.leasedAt()).isEqualTo(7);
    entry.endLease(9);
    assertThat(entry.holder()).isNull();
    assertThat(entry.lastUsed()).isEqualTo(9);
    assertThat(entry.attachment()).isEqualTo("attached");
  }

  @Test
  void theNextHolderIsKnownToo() throws InterruptedException {
    Entry entry = entry(0, 0);
    Thread other = new Thread(() -> entry.beginLease(Thread.currentThread(), 1, null), "other");
    entry.beginLease(Thread.currentThread(), 0, null);
    entry.endLease(0);
    other.start();
    other.join();
    assertThat(entry.holder()).isEqualTo("other");
  }

  /** Else two threads that lease different entries slow each other down. */
  @Test
  void whatALeaseWritesIsAloneOnItsCacheLines() {
    long pair = 2 * 64;
    Set<String> written =
        Set.of("state", "held", "uses", "lastUsed", "leasedAt", "holder", "trace");
    ClassLayout layout = ClassLayout.parseClass(Entry.class);
    long begin = Long.MAX_VALUE;
    long end = 0;
    int found = 0;
    for (FieldLayout field : layout.fields()) {
      if (written.contains(field.name())) {
        found++;
        begin = Math.min(begin, field.offset());
        end = Math.max(end, field.offset() + field.size());
      }
    }
    assertThat(found).isEqualTo(written.size());
    assertThat(begin).isGreaterThanOrEqualTo(pair);
    assertThat(layout.instanceSize() - end).isGreaterThanOrEqualTo(pair);
    for (FieldLayout field : layout.fields()) {
      if (!written.contains(field.name()) && !field.name().matches("[az][0-9]+")) {
        assertThat(field.offset()).as(field.name()).isGreaterThanOrEqualTo(end + pair);
      }
    }
  }
}
