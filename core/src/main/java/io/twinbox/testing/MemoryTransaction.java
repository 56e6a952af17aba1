package io.twinbox.testing;

import io.twinbox.spi.Guard;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one transaction has done so far. Guarded by the store's lock. */
final class MemoryTransaction {

  /** How a change is made to stay, or taken back. */
  interface Change {
    void commit();

    void rollback();
  }

  private final List<Change> changes = new ArrayList<>();
  private final Set<Guard> guards = new LinkedHashSet<>();

  void changed(Change change) {
    changes.add(change);
  }

  /** How much was changed so far. */
  int size() {
    return changes.size();
  }

  Guard guard(long number) {
    Guard guard = new Guard("guard-" + number);
    guards.add(guard);
    return guard;
  }

  boolean release(Guard guard) {
    return guards.remove(guard);
  }

  boolean guarded() {
    return !guards.isEmpty();
  }

  void commit() {
    List.copyOf(changes).forEach(Change::commit);
    end();
  }

  void rollback() {
    for (int i = changes.size() - 1; i >= 0; i--) {
      changes.get(i).rollback();
    }
    end();
  }

  private void end() {
    changes.clear();
    guards.clear();
  }
}
