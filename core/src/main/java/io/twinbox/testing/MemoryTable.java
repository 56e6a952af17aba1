package io.twinbox.testing;

import io.twinbox.spi.StoreException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A table with row locks and read-committed reads. Every call holds the lock of the store, and
 * waits on it.
 *
 * <p>Protocol: the first writer of a row owns it until its transaction ends. Others see the row as
 * it was committed, and wait if they want to write.
 */
final class MemoryTable<K extends Comparable<K>, V> {
  private static final long LONGEST_WAIT_MILLIS = 20_000;

  private static final class Cell<V> {
    @Nullable V committed;
    @Nullable V pending;
    @Nullable MemoryTransaction writer;
  }

  private final Object lock;
  private final SortedMap<K, Cell<V>> cells = new TreeMap<>();

  MemoryTable(Object lock) {
    this.lock = lock;
  }

  /** The row as this transaction sees it; null = it is not there. */
  @Nullable V read(MemoryTransaction tx, K key) {
    Cell<V> cell = cells.get(key);
    return cell == null ? null : visible(tx, cell);
  }

  /** All rows as this transaction sees them, by key. */
  SortedMap<K, V> read(MemoryTransaction tx) {
    SortedMap<K, V> rows = new TreeMap<>();
    cells.forEach(
        (key, cell) -> {
          V row = visible(tx, cell);
          if (row != null) {
            rows.put(key, row);
          }
        });
    return rows;
  }

  /** Whether another transaction has written the row and not ended. */
  boolean heldByAnother(MemoryTransaction tx, K key) {
    Cell<V> cell = cells.get(key);
    return cell != null && cell.writer != null && cell.writer != tx;
  }

  /** Locks the row, waiting for whoever holds it; gives it as it is then. */
  @Nullable V lock(MemoryTransaction tx, K key) {
    Cell<V> cell = own(tx, key);
    return cell.pending;
  }

  /** Writes the row, waiting for whoever holds it; null removes it. */
  void write(MemoryTransaction tx, K key, @Nullable V row) {
    own(tx, key).pending = row;
  }

  /** Removes what fits and nobody holds. */
  int removeIf(Predicate<Map.Entry<K, V>> unwanted) {
    int before = cells.size();
    cells
        .entrySet()
        .removeIf(
            entry -> {
              V row = entry.getValue().committed;
              return row != null
                  && entry.getValue().writer == null
                  && unwanted.test(Map.entry(entry.getKey(), row));
            });
    return before - cells.size();
  }

  private static <V> @Nullable V visible(MemoryTransaction tx, Cell<V> cell) {
    return cell.writer == tx ? cell.pending : cell.committed;
  }

  private Cell<V> own(MemoryTransaction tx, K key) {
    Cell<V> cell = free(tx, key);
    if (cell.writer == null) {
      cell.writer = tx;
      cell.pending = cell.committed;
      tx.changed(new Settling(key, cell));
    }
    return cell;
  }

  /** Waits until nobody else holds the row. */
  private Cell<V> free(MemoryTransaction tx, K key) {
    long end = System.nanoTime() + LONGEST_WAIT_MILLIS * 1_000_000;
    try {
      while (heldByAnother(tx, key)) {
        if (System.nanoTime() > end) {
          throw new StoreException("a row is locked for too long", null);
        }
        lock.wait(LONGEST_WAIT_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for a row", e);
    }
    return cells.computeIfAbsent(key, any -> new Cell<>());
  }

  private final class Settling implements MemoryTransaction.Change {
    private final K key;
    private final Cell<V> cell;

    Settling(K key, Cell<V> cell) {
      this.key = key;
      this.cell = cell;
    }

    @Override
    public void commit() {
      cell.committed = cell.pending;
      free();
    }

    @Override
    public void rollback() {
      free();
    }

    private void free() {
      cell.writer = null;
      cell.pending = null;
      if (cell.committed == null) {
        cells.remove(key);
      }
      lock.notifyAll();
    }
  }
}
