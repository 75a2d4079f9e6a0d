package io.conpool.impl.pool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Entries in and around a place for idle ones, and who got what of them. */
abstract class RacedEntries {

  private final Entry[] entries;
  private final List<Entry> firstTook = new ArrayList<>(2);
  private final List<Entry> secondTook = new ArrayList<>(2);

  /** So many entries, all of them leased. */
  RacedEntries(int count) {
    entries = new Entry[count];
    for (int i = 0; i < count; i++) {
      entries[i] = EntryStress.leased();
    }
  }

  abstract void put(Entry entry);

  abstract @Nullable Entry take();

  abstract void compact();

  final void putIn(int number) {
    putIn(entries[number]);
  }

  private void putIn(Entry entry) {
    entry.tryIdle();
    put(entry);
  }

  final void close(int number) {
    entries[number].tryCloseIdle();
  }

  final void firstTakes() {
    keep(firstTook, take());
  }

  final void secondTakes() {
    keep(secondTook, take());
  }

  /** Takes one and puts it back again. */
  final void borrow() {
    Entry entry = take();
    if (entry != null) {
      putIn(entry);
    }
  }

  private static void keep(List<Entry> list, @Nullable Entry entry) {
    if (entry != null) {
      list.add(entry);
    }
  }

  /** Whether every entry that was not closed was taken by one, or is still there, once. */
  final String account() {
    List<Entry> found = new ArrayList<>(firstTook);
    found.addAll(secondTook);
    for (Entry each = take(); each != null; each = take()) {
      found.add(each);
    }
    Set<Entry> once = Collections.newSetFromMap(new IdentityHashMap<>());
    once.addAll(found);
    if (once.size() < found.size()) {
      return "twice";
    }
    int alive = 0;
    for (Entry entry : entries) {
      alive += entry.isLeased() || entry.isIdle() ? 1 : 0;
    }
    return once.size() == alive ? "each once" : "lost";
  }
}
