package io.twinbox.testing;

import io.twinbox.spi.Batch;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OwnershipLostException;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.StorageRollbackException;
import io.twinbox.spi.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The numbered rows of one relay: insert-only, compare-and-append. Not thread-safe. */
final class MemoryJournal {
  /** Where a relay starts that has no journal yet: everything in the log lies ahead. */
  static final Window BEGINNING = new Window("3:3:", "3:3:", 0, 0, 0, 0, 0);

  private final NavigableMap<Long, WrittenRow> rows = new TreeMap<>();
  private @Nullable UUID writtenIn;

  List<WrittenRow> rows() {
    return List.copyOf(rows.values());
  }

  Window position() {
    WrittenRow last = last();
    return last == null ? BEGINNING : last.row().window();
  }

  long confirmed() {
    WrittenRow last = last();
    return last == null ? 0 : last.row().confirmed();
  }

  /** The batches that are claimed and not settled, by number. */
  List<Batch> unconfirmed() {
    return rows.tailMap(confirmed(), false).values().stream()
        .filter(written -> written.row().kind().isBatch())
        .map(MemoryJournal::batch)
        .toList();
  }

  /** Writes the takeover row. */
  JournalHead takeOver(Lease lease, UUID install, MemorySnapshot now, Instant at) {
    WrittenRow last = last();
    if (last != null) {
      requireSameHistory(last, install, now);
      if (last.head().epoch() >= lease.epoch()) {
        throw new OwnershipLostException(
            "the journal's last row is of epoch "
                + last.head().epoch()
                + ", ours is "
                + lease.epoch());
      }
    }
    long no = last == null ? 1 : last.no() + 1;
    writtenIn = install;
    UUID token = UUID.randomUUID();
    return add(
        new JournalHead(no, token, lease.epoch(), token),
        new JournalRow(RowKind.TAKEOVER, position().end(), confirmed(), 0, List.of()),
        at);
  }

  /** Refuses unless {@code head} is the last row. */
  void requireHead(JournalHead head) {
    WrittenRow last = last();
    if (last == null || last.no() != head.no() || !last.head().token().equals(head.token())) {
      throw new OwnershipLostException("the journal does not end with our row no:" + head.no());
    }
  }

  /** Refuses what no correct relay asks for. A database would take it. */
  void requirePlausible(JournalHead head, JournalRow row) {
    if (row.confirmed() < confirmed() || row.confirmed() > head.no()) {
      throw new IllegalArgumentException(
          "confirmed must not fall and must be written already: " + row.confirmed());
    }
    if (row.kind() == RowKind.TAKEOVER) {
      throw new IllegalArgumentException("a takeover is not written this way");
    }
  }

  /** Writes the row after {@code head}, which was checked. */
  JournalHead append(JournalHead head, JournalRow row, Instant at) {
    return add(head.next(UUID.randomUUID()), row, at);
  }

  /** Removes confirmed rows written before {@code limit}, but never the last; returns how many. */
  long thinOut(Instant limit) {
    List<Long> gone = new ArrayList<>();
    for (Map.Entry<Long, WrittenRow> written : rows.headMap(confirmed(), true).entrySet()) {
      if (written.getValue().at().isBefore(limit) && !written.getKey().equals(rows.lastKey())) {
        gone.add(written.getKey());
      }
    }
    gone.forEach(rows::remove);
    return gone.size();
  }

  MemoryJournal copy() {
    MemoryJournal copy = new MemoryJournal();
    copy.rows.putAll(rows);
    copy.writtenIn = writtenIn;
    return copy;
  }

  private JournalHead add(JournalHead head, JournalRow row, Instant at) {
    rows.put(head.no(), new WrittenRow(head, row, at));
    return head;
  }

  private @Nullable WrittenRow last() {
    return rows.isEmpty() ? null : rows.lastEntry().getValue();
  }

  private void requireSameHistory(WrittenRow last, UUID install, MemorySnapshot now) {
    if (!install.equals(writtenIn)) {
      throw new StorageRollbackException(
          "the journal was written in database " + writtenIn + ", this is " + install);
    }
    MemorySnapshot seen = MemorySnapshot.parse(last.row().window().toSnapshot());
    if (seen.xmax() > now.xmax()) {
      throw new StorageRollbackException(
          "the journal has seen transactions up to "
              + seen.xmax()
              + ", this database only "
              + now.xmax());
    }
  }

  private static Batch batch(WrittenRow written) {
    JournalRow row = written.row();
    return new Batch(written.no(), row.kind(), row.window(), row.retried());
  }
}
