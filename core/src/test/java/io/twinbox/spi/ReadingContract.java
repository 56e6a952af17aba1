package io.twinbox.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.Message;
import io.twinbox.spi.OutboxStoreHarness.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which entries a read finds, and in which order. */
interface ReadingContract extends StoreContract {

  @Test
  default void committedEntriesAreReadOnceInTheirOrder() {
    HandRelay relay = relay();
    commit("a", "b");
    commit("c");

    assertThat(relay.readTexts()).containsExactly("a", "b", "c");
    assertThat(relay.readTexts()).isEmpty();

    commit("d");
    assertThat(relay.readTexts()).containsExactly("d");
  }

  @Test
  default void whatWasAppendedBeforeTheFirstRelayIsReadToo() {
    commit("a");

    assertThat(relay().readTexts()).containsExactly("a");
  }

  @Test
  default void anOpenTransactionIsNotSeenAndARolledBackOneNever() {
    HandRelay relay = relay();
    Transaction committing = outbox().begin();
    Transaction failing = outbox().begin();
    committing.append(message("k", "committed"));
    failing.append(message("k2", "rolled back"));

    assertThat(relay.readTexts()).isEmpty();

    failing.rollback();
    committing.commit();
    assertThat(relay.readTexts()).containsExactly("committed");
  }

  @Test
  default void whatASavepointUndoesIsNeverSeen() {
    HandRelay relay = relay();
    Transaction transaction = outbox().begin();
    transaction.append(message("k", "kept"));
    transaction.undo(() -> transaction.append(message("k", "undone")));
    transaction.append(message("k", "kept too"));
    transaction.commit();

    assertThat(relay.readTexts()).containsExactly("kept", "kept too");
  }

  @Test
  default void aLateCommitIsFoundBehindThePosition() {
    HandRelay relay = relay();
    Transaction late = outbox().begin();
    late.append(message("k1", "late"));
    commitTo("k2", "early");

    assertThat(relay.readTexts()).containsExactly("early");

    late.commit();
    assertThat(relay.readTexts()).containsExactly("late");
  }

  @Test
  default void aTransactionHeldOpenOverManyReadsIsFoundAtTheEnd() {
    HandRelay relay = relay();
    Transaction held = outbox().begin();
    held.append(message("k1", "held"));
    for (int i = 0; i < 5; i++) {
      commitTo("k2", "other " + i);
      assertThat(relay.readTexts()).containsExactly("other " + i);
      relay.mark();
    }

    held.commit();
    assertThat(relay.readTexts()).containsExactly("held");
  }

  /**
   * The upper end of a snapshot follows the latest transaction that has ended. One that runs with a
   * higher id is not in the snapshot's list, and its seq may be below the sequence's value.
   */
  @Test
  default void aTransactionThatRanAboveTheSnapshotsUpperEndIsFound() {
    HandRelay relay = relay();
    commit("a");
    relay.claimAll();
    Transaction above = outbox().begin();
    above.append(message("k1", "above"));
    for (int i = 0; i < 3; i++) {
      assertThat(relay.readTexts()).isEmpty();
      relay.mark();
    }

    above.commit();
    assertThat(relay.readTexts()).containsExactly("above");
  }

  @Test
  default void theLowerBoundIsTheSequenceValueOfACommittedRow() {
    HandRelay relay = relay();
    commit("a", "b");
    Window first = relay.read(HandRelay.WIDE).window();
    commit("c");
    Window second = relay.read(HandRelay.WIDE).window();

    // Neither window was written to the journal: no bound may rest on what was read for them.
    assertThat(first.toLow()).isEqualTo(0);
    assertThat(second.fromLow()).isEqualTo(0);
    assertThat(second.toLow()).isEqualTo(0);

    relay.mark();
    commit("d");
    Window third = relay.read(HandRelay.WIDE).window();
    assertThat(third.toLow()).isEqualTo(second.high());
    assertThat(second.high()).isGreaterThan(first.high());
  }

  /** Both wait for the same row lock; the one that appends later has the lower transaction id. */
  @Test
  default void anOldTransactionThatAppendsLaterComesLater() {
    HandRelay relay = relay();
    Transaction old = outbox().begin();
    old.drawId();
    commitTo("k", "first");
    old.append(message("k", "second"));
    old.commit();

    assertThat(relay.readTexts()).containsExactly("first", "second");
  }

  @Test
  default void stragglersAreMergedBySeqAndNotPutFirst() {
    HandRelay relay = relay();
    Transaction old = outbox().begin();
    old.drawId();
    commitTo("k", "read before");
    assertThat(relay.readTexts()).containsExactly("read before");
    relay.mark();

    commitTo("k", "first");
    old.append(message("k", "second"));
    old.commit();
    commitTo("k", "third");

    assertThat(relay.readTexts()).containsExactly("first", "second", "third");
  }

  @Test
  default void windowsOfALargeDifferenceCoverItExactly() {
    HandRelay relay = relay();
    Transaction straggler = outbox().begin();
    straggler.append(message("k1", "s0"));
    commit("before");
    relay.claimAll();
    relay.mark();
    List<String> expected = new ArrayList<>(List.of("s0"));
    for (int i = 0; i < 20; i++) {
      commit("e" + i);
      expected.add("e" + i);
    }
    straggler.append(message("k1", "s1"));
    straggler.commit();
    expected.add("s1");

    Window former = relay.position();
    List<String> read = new ArrayList<>();
    do {
      Reading reading = relay.read(new ReadLimits(3, 1_000_000, 1_000_000));
      Window window = reading.window();
      if (!former.complete()) {
        assertThat(window.lo()).isEqualTo(former.hi());
        assertThat(window.toSnapshot()).isEqualTo(former.toSnapshot());
      }
      assertThat(reading.entries()).hasSizeLessThanOrEqualTo(3);
      assertThat(reading.entries())
          .allSatisfy(it -> assertThat(it.seq()).isBetween(window.lo() + 1, window.hi()));
      read.addAll(HandRelay.texts(reading.entries()));
      former = window;
    } while (!former.complete());
    assertThat(read).containsExactlyElementsOf(expected);
  }

  @Test
  default void whatCommitsWhileADifferenceIsReadBelongsToTheNextOne() {
    HandRelay relay = relay();
    Transaction open = outbox().begin();
    open.append(message("k1", "open"));
    commit("a", "b", "c");
    ReadLimits two = new ReadLimits(2, 1_000_000, 1_000_000);

    assertThat(HandRelay.texts(relay.read(two).entries())).containsExactly("a", "b");
    open.commit();
    commit("d");
    assertThat(relay.position().complete()).isFalse();
    assertThat(HandRelay.texts(relay.read(two).entries())).containsExactly("c");
    assertThat(relay.readTexts()).containsExactly("open", "d");
  }

  @Test
  default void aReadStopsAfterTheEntryThatReachesTheBytes() {
    HandRelay relay = relay();
    commit("0123456789", "0123456789", "0123456789", "0123456789", "0123456789");

    assertThat(relay.read(bytes(11)).entries()).hasSize(2);
    assertThat(relay.read(bytes(10)).entries()).hasSize(1);
    assertThat(relay.read(bytes(1)).entries()).hasSize(1);
    assertThat(relay.readAll(HandRelay.WIDE)).hasSize(1);
  }

  @Test
  default void anEntryLargerThanTheLimitIsReadAlone() {
    HandRelay relay = relay();
    commit("x".repeat(1_000), "small");

    assertThat(relay.read(bytes(100)).entries()).hasSize(1);
    assertThat(relay.readTexts()).containsExactly("small");
  }

  @Test
  default void theSpanBoundsHowFarAReadLooks() {
    HandRelay relay = new HandRelay(outbox().store(), HOOKS);
    relay.takeOver("node-1");
    IntStream.range(0, 30).forEach(i -> commit("busy " + i));
    appendHook("ours");
    ReadLimits span = new ReadLimits(100, 1_000_000, 10);

    List<String> found = new ArrayList<>();
    int windows = 0;
    do {
      Reading reading = relay.read(span);
      Window window = reading.window();
      assertThat(window.hi() - Math.max(window.lo(), window.fromLow())).isLessThanOrEqualTo(10);
      found.addAll(HandRelay.texts(reading.entries()));
      windows++;
    } while (!relay.position().complete());
    assertThat(found).containsExactly("ours");
    assertThat(windows).isGreaterThanOrEqualTo(3);
  }

  @Test
  default void aChannelSeesOnlyItsOwn() {
    HandRelay orders = relay();
    HandRelay hooks = new HandRelay(outbox().store(), HOOKS);
    hooks.takeOver("node-1");
    commit("order");
    appendHook("hook");

    assertThat(orders.readTexts()).containsExactly("order");
    assertThat(hooks.readTexts()).containsExactly("hook");
  }

  @Test
  default void anIdleChannelBesideABusyOneMovesOnByMarks() {
    HandRelay hooks = new HandRelay(outbox().store(), HOOKS);
    hooks.takeOver("node-1");
    Transaction held = outbox().begin();
    held.drawId();
    for (int i = 0; i < 5; i++) {
      commit("busy");
      assertThat(hooks.readTexts()).isEmpty();
      hooks.mark();
    }
    assertThat(hooks.position().toLow()).isPositive();

    held.append(draft("held").channel("webhook").build());
    held.commit();
    appendHook("new");
    assertThat(hooks.readTexts()).containsExactly("held", "new");
  }

  @Test
  default void anEntryIsReadAsItWasAppended() {
    HandRelay relay = relay();
    Instant occurredAt = Instant.parse("2024-02-29T12:34:56.123456Z");
    Message full =
        draft("{\"é\":1}")
            .key("ключ/1")
            .header("a", "1")
            .header("b", "")
            .occurredAt(occurredAt)
            .build();
    Message bare = Message.builder().topic("t").type("Gone").contentType("a/b").tombstone().build();
    Transaction transaction = outbox().begin();
    long first = transaction.append(full);
    transaction.append(bare);
    transaction.commit();

    List<Entry> read = relay.readAll(HandRelay.WIDE);

    assertThat(read.get(0))
        .usingRecursiveComparison()
        .isEqualTo(
            new Entry(
                first,
                full.id(),
                "kafka",
                "orders",
                "ключ/1",
                "test",
                "application/json",
                full.payload(),
                full.headers(),
                occurredAt));
    assertThat(read.get(1).key()).isNull();
    assertThat(read.get(1).payload()).isNull();
    assertThat(read.get(1).headers()).isEmpty();
    assertThat(read.get(1).contentType()).isEqualTo("a/b");
    assertThat(read.get(1).seq()).isGreaterThan(first);
  }

  /** A few seeds on every database; thousands of them in memory are another test. */
  @Test
  default void randomInterleavingsLoseNothingAndKeepTheOrder() {
    for (long seed = 0; seed < 5; seed++) {
      assertThat(Interleaving.run(seed, outbox())).as("seed %s", seed).isEmpty();
    }
  }

  private static ReadLimits bytes(long bytes) {
    return new ReadLimits(1_000, bytes, 1_000_000);
  }

  private void appendHook(String text) {
    Transaction transaction = outbox().begin();
    transaction.append(draft(text).channel("webhook").build());
    transaction.commit();
  }
}
