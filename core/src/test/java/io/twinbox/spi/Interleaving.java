package io.twinbox.spi;

import io.twinbox.Message;
import io.twinbox.spi.OutboxStoreHarness.Transaction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * One random run of writers and one reader in one thread, decided by its seed alone.
 *
 * <p>Writers take row locks, draw their ids early or late, use savepoints, commit and roll back in
 * any order. The truth is a counter per key, drawn under the key's lock. The reader reads ahead,
 * claims, leaves marks, and is killed now and then.
 */
public final class Interleaving {
  private static final RelayId RELAY = new RelayId("orders", "kafka");
  private static final int STEPS = 120;
  private static final int WRITERS = 5;
  private static final int KEYS = 3;

  private final Random random;
  private final OutboxStoreHarness outbox;
  private final OutboxStore store;
  private final List<Writer> writers = new ArrayList<>();
  private final Map<String, Writer> lockedBy = new HashMap<>();
  private final Map<String, Integer> counters = new HashMap<>();
  private final List<String> committed = new ArrayList<>();
  private final Reader reader;

  private Interleaving(long seed, OutboxStoreHarness outbox) {
    this.random = new Random(seed);
    this.outbox = outbox;
    this.store = outbox.store();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer());
    }
    this.reader = new Reader();
  }

  /**
   * Runs it on an outbox in which everything is confirmed, and leaves it so.
   *
   * @return what went wrong; empty if every committed entry was claimed exactly once and in its
   *     key's order
   */
  public static Optional<String> run(long seed, OutboxStoreHarness outbox) {
    return new Interleaving(seed, outbox).run();
  }

  private Optional<String> run() {
    for (int i = 0; i < STEPS; i++) {
      if (random.nextInt(3) == 0) {
        reader.step();
      } else {
        writers.get(random.nextInt(WRITERS)).step();
      }
    }
    writers.forEach(Writer::end);
    reader.readToTheEnd();
    return verdict(reader.claimed, reader.rereadDiffers);
  }

  private Optional<String> verdict(List<String> claimed, boolean rereadDiffers) {
    if (rereadDiffers) {
      return Optional.of("a batch read again is another batch");
    }
    Set<String> distinct = new HashSet<>(claimed);
    if (distinct.size() < claimed.size()) {
      return Optional.of("claimed twice");
    }
    if (!distinct.containsAll(committed)) {
      return Optional.of("lost");
    }
    if (distinct.size() > committed.size()) {
      return Optional.of("phantom");
    }
    for (int key = 0; key < KEYS; key++) {
      String prefix = "k" + key + ":";
      if (!only(prefix, claimed).equals(only(prefix, committed))) {
        return Optional.of("out of order");
      }
    }
    return Optional.empty();
  }

  private static List<String> only(String prefix, List<String> texts) {
    return texts.stream().filter(text -> text.startsWith(prefix)).toList();
  }

  private static Message message(String key, String text) {
    return Message.builder().topic("orders").key(key).type("test").text(text).build();
  }

  /** A business transaction at a time. */
  private final class Writer {
    private Transaction transaction;
    private final List<String> keys = new ArrayList<>();
    private final List<String> appended = new ArrayList<>();

    void step() {
      if (transaction == null) {
        transaction = outbox.begin();
        return;
      }
      switch (random.nextInt(10)) {
        case 0, 1 -> transaction.drawId();
        case 2, 3, 4, 5 -> append();
        case 6 -> appendAndUndo();
        case 7 -> rollback();
        default -> commit();
      }
    }

    void end() {
      if (transaction != null) {
        commit();
      }
    }

    private void append() {
      String key = "k" + random.nextInt(KEYS);
      if (lockedBy.putIfAbsent(key, this) == null) {
        keys.add(key);
      } else if (lockedBy.get(key) != this) {
        return; // somebody else holds the row: try again later
      }
      String text = key + ":" + counters.merge(key, 1, Integer::sum);
      transaction.append(message(key, text));
      appended.add(text);
    }

    private void appendAndUndo() {
      transaction.undo(() -> transaction.append(message(null, "undone")));
    }

    private void commit() {
      transaction.commit();
      committed.addAll(appended);
      release();
    }

    private void rollback() {
      transaction.rollback();
      appended.forEach(text -> counters.merge(text.substring(0, 2), -1, Integer::sum));
      release();
    }

    private void release() {
      transaction = null;
      appended.clear();
      keys.forEach(lockedBy::remove);
      keys.clear();
    }
  }

  /** The relay's reading and claiming, without the relay. */
  private final class Reader {
    private static final int READ_AHEAD = 2;

    private final List<String> claimed = new ArrayList<>();
    private final Map<Long, List<String>> batches = new HashMap<>();
    private final Deque<Reading> readAhead = new ArrayDeque<>();
    private JournalHead head;
    private Window read;
    private long committedHigh;
    private long confirmed;
    private boolean rereadDiffers;

    Reader() {
      takeOver();
    }

    void step() {
      switch (random.nextInt(10)) {
        case 0 -> takeOver();
        case 1, 2, 3, 4, 5 -> read(random.nextInt(5) == 0);
        default -> claim();
      }
    }

    void readToTheEnd() {
      boolean wholeDifferenceEmpty;
      do {
        boolean begins = read.complete();
        read(false);
        wholeDifferenceEmpty = begins && read.complete() && readAhead.isEmpty();
        while (!readAhead.isEmpty()) {
          claim();
        }
      } while (!wholeDifferenceEmpty);
      JournalRow row = new JournalRow(RowKind.CONFIRM, read.end(), head.no(), 0, List.of());
      store.write(RELAY, head, row, Settlement.NONE);
    }

    /** Killed and started again: all it knows is in the journal. */
    private void takeOver() {
      readAhead.clear();
      Lease lease = store.seize(RELAY, "reader", Duration.ofSeconds(10));
      Takeover takeover = store.takeOver(RELAY, lease);
      head = takeover.head();
      read = takeover.position();
      committedHigh = read.high();
      confirmed = takeover.confirmed();
      for (Batch batch : takeover.unconfirmed()) {
        List<String> again = HandRelay.parkedTexts(store.reread(RELAY, head, batch));
        rereadDiffers |= !again.equals(batches.get(batch.no()));
      }
    }

    private void read(boolean mark) {
      if (readAhead.size() >= READ_AHEAD) {
        return;
      }
      ReadLimits limits =
          new ReadLimits(1 + random.nextInt(4), 1 + random.nextInt(30), 1 + random.nextInt(12));
      Reading reading = store.read(RELAY, head, read, committedHigh, limits);
      read = reading.window();
      if (!reading.entries().isEmpty() || mark) {
        readAhead.add(reading);
      }
    }

    private void claim() {
      Reading reading = readAhead.poll();
      if (reading == null) {
        return;
      }
      List<String> texts = HandRelay.texts(reading.entries());
      RowKind kind = texts.isEmpty() ? RowKind.MARK : RowKind.CLAIM;
      JournalRow row = new JournalRow(kind, reading.window(), confirmed, texts.size(), List.of());
      head = store.write(RELAY, head, row, Settlement.NONE).head();
      committedHigh = Math.max(committedHigh, reading.window().high());
      claimed.addAll(texts);
      batches.put(head.no(), texts);
    }
  }
}
