package io.twinbox.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.EntryState;
import io.twinbox.spi.OutboxStoreHarness.Transaction;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Numbered batches that never change, written by one owner at a time. */
interface JournalContract extends StoreContract {

  @Test
  default void aRelayWithoutAJournalStartsAtTheBeginning() {
    Takeover takeover = new HandRelay(outbox().store(), ORDERS).takeOver("node-1");

    assertThat(takeover.head().no()).isEqualTo(1);
    assertThat(takeover.confirmed()).isEqualTo(0);
    assertThat(takeover.unconfirmed()).isEmpty();
    assertThat(takeover.blocked()).isEmpty();
    assertThat(takeover.position().complete()).isTrue();
  }

  @Test
  default void rowsAreNumberedWithoutGaps() {
    HandRelay relay = relay();
    commit("a");

    assertThat(relay.claimAll().no()).isEqualTo(2);
    assertThat(relay.mark().head().no()).isEqualTo(3);
    assertThat(relay.confirm().head().no()).isEqualTo(4);
    assertThat(relay.takeOver("node-2").head().no()).isEqualTo(5);
  }

  @Test
  default void anEntryIsPublishedOnceItsBatchIsConfirmed() {
    HandRelay relay = relay();
    long seq = commit("a").get(0);
    assertThat(outbox().state(ORDERS, seq)).isEqualTo(EntryState.PENDING);

    relay.claimAll();
    assertThat(outbox().state(ORDERS, seq)).isEqualTo(EntryState.PENDING);

    relay.confirm();
    assertThat(outbox().state(ORDERS, seq)).isEqualTo(EntryState.PUBLISHED);
  }

  @Test
  default void aLateCommitIsPendingThoughLaterEntriesArePublished() {
    HandRelay relay = relay();
    Transaction late = outbox().begin();
    long lateSeq = late.append(message("k1", "late"));
    long earlySeq = commitTo("k2", "early");
    relay.claimAll();
    relay.confirm();
    late.commit();

    assertThat(outbox().state(ORDERS, earlySeq)).isEqualTo(EntryState.PUBLISHED);
    assertThat(outbox().state(ORDERS, lateSeq)).isEqualTo(EntryState.PENDING);

    relay.claimAll();
    relay.confirm();
    assertThat(outbox().state(ORDERS, lateSeq)).isEqualTo(EntryState.PUBLISHED);
  }

  @Test
  default void aConfirmRidesOnTheNextClaim() {
    HandRelay relay = relay();
    long seq = commit("a").get(0);
    Batch first = relay.claimAll();
    commit("b");
    Reading second = relay.read(HandRelay.WIDE);
    JournalRow row = new JournalRow(RowKind.CLAIM, second.window(), first.no(), 1, List.of());
    outbox().store().write(ORDERS, relay.head(), row, Settlement.NONE);

    assertThat(outbox().state(ORDERS, seq)).isEqualTo(EntryState.PUBLISHED);
    Takeover takeover = relay.takeOver("node-2");
    assertThat(takeover.confirmed()).isEqualTo(first.no());
    assertThat(takeover.unconfirmed()).extracting(Batch::no).containsExactly(first.no() + 1);
  }

  @Test
  default void ofTwoWritersWithTheSameHeadOneLoses() {
    HandRelay relay = relay();
    JournalHead head = relay.head();
    JournalRow row = new JournalRow(RowKind.MARK, relay.position(), 0, 0, List.of());
    outbox().store().write(ORDERS, head, row, Settlement.NONE);

    assertThatThrownBy(() -> outbox().store().write(ORDERS, head, row, Settlement.NONE))
        .isInstanceOf(OwnershipLostException.class);
  }

  @Test
  default void ofTwoWritersAtTheSameMomentExactlyOneWins() throws Exception {
    HandRelay relay = relay();
    JournalHead head = relay.head();
    JournalRow row = new JournalRow(RowKind.MARK, relay.position(), 0, 0, List.of());
    CountDownLatch together = new CountDownLatch(2);
    Callable<Boolean> writer =
        () -> {
          together.countDown();
          together.await();
          try {
            outbox().store().write(ORDERS, head, row, Settlement.NONE);
            return true;
          } catch (OwnershipLostException e) {
            return false;
          }
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Boolean> one = threads.submit(writer);
      Future<Boolean> two = threads.submit(writer);
      assertThat(one.get()).isNotEqualTo(two.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  default void aTakeoverFencesTheFormerOwner() {
    HandRelay former = relay();
    commit("a");
    Reading readByFormer = former.read(HandRelay.WIDE);
    HandRelay next = new HandRelay(outbox().store(), ORDERS);
    next.takeOver("node-2");

    assertThatThrownBy(() -> former.claim(readByFormer)).isInstanceOf(OwnershipLostException.class);
    assertThatThrownBy(() -> former.read(HandRelay.WIDE))
        .isInstanceOf(OwnershipLostException.class);
    assertThatThrownBy(former::confirm).isInstanceOf(OwnershipLostException.class);
    assertThat(next.readTexts()).containsExactly("a");
    next.mark();
  }

  /** After a fail-over that lost commits the row may be missing, or another may have its number. */
  @Test
  default void aRowIsWrittenOnlyAfterItsVeryPredecessor() {
    HandRelay relay = relay();
    JournalHead head = relay.head();
    JournalRow row = new JournalRow(RowKind.MARK, relay.position(), 0, 0, List.of());
    JournalHead lost = new JournalHead(head.no() + 1, UUID.randomUUID(), head.epoch(), head.run());
    JournalHead another = new JournalHead(head.no(), UUID.randomUUID(), head.epoch(), head.run());

    for (JournalHead missing : List.of(lost, another)) {
      assertThatThrownBy(() -> outbox().store().write(ORDERS, missing, row, Settlement.NONE))
          .isInstanceOf(OwnershipLostException.class);
    }
    relay.mark();
  }

  /** A crash ends the run that was read in; what was read may be undone. */
  @Test
  default void aRowIsWrittenOnlyInTheRunOfTheServerThatItsOwnerTookOverIn() {
    HandRelay relay = relay();
    commit("a");
    JournalHead head = relay.head();
    JournalHead elsewhere =
        new JournalHead(head.no(), head.token(), head.epoch(), UUID.randomUUID());
    JournalRow row = new JournalRow(RowKind.MARK, relay.position(), 0, 0, List.of());
    OutboxStore store = outbox().store();

    assertThatThrownBy(() -> store.read(ORDERS, elsewhere, relay.position(), 0, HandRelay.WIDE))
        .isInstanceOf(OwnershipLostException.class);
    assertThatThrownBy(() -> store.write(ORDERS, elsewhere, row, Settlement.NONE))
        .isInstanceOf(OwnershipLostException.class);
    relay.mark();
  }

  /** Elsewhere less may be there, and a claim or a confirmation would cover what was not seen. */
  @Test
  default void nothingIsReadOutsideOfTheRunOfTheServerThatItsOwnerTookOverIn() {
    HandRelay relay = relay();
    List<Long> seqs = commit("a", "b");
    Batch first = relay.claim(relay.read(new ReadLimits(1, 1_000_000, 1_000_000)));
    Lane lane = new Lane("orders", "k");
    Verdict waits = new Verdict(seqs.get(0), lane, EntryState.PARKED, 0, null, null, null, false);
    relay.confirm(new Settlement(List.of(waits), List.of()));
    Batch again = relay.claimRetry(relay.due());
    JournalHead head = relay.head();
    JournalHead elsewhere =
        new JournalHead(head.no(), head.token(), head.epoch(), UUID.randomUUID());
    OutboxStore store = outbox().store();

    assertThat(relay.position().complete()).isFalse();
    assertThatThrownBy(() -> store.read(ORDERS, elsewhere, relay.position(), 0, HandRelay.WIDE))
        .isInstanceOf(OwnershipLostException.class);
    for (Batch batch : List.of(first, again)) {
      assertThat(store.reread(ORDERS, head, batch)).hasSize(1);
      assertThatThrownBy(() -> store.reread(ORDERS, elsewhere, batch))
          .isInstanceOf(OwnershipLostException.class);
    }
    assertThatThrownBy(() -> store.readDue(ORDERS, elsewhere, List.of(), HandRelay.WIDE))
        .isInstanceOf(OwnershipLostException.class);
    assertThat(relay.readTexts()).containsExactly("b");
  }

  @Test
  default void onlyAHigherEpochTakesOver() {
    OutboxStore store = outbox().store();
    Lease slow = store.seize(ORDERS, "slow", HandRelay.TIME_TO_LIVE);
    Lease fast = store.seize(ORDERS, "fast", HandRelay.TIME_TO_LIVE);
    HandRelay winner = new HandRelay(store, ORDERS);
    winner.start(fast);

    assertThatThrownBy(() -> store.takeOver(ORDERS, slow))
        .isInstanceOf(OwnershipLostException.class);
    assertThatThrownBy(() -> store.takeOver(ORDERS, fast))
        .isInstanceOf(OwnershipLostException.class);
    winner.mark();
  }

  @Test
  default void unconfirmedBatchesAreReadAgainAsTheyWereWhateverWasCommittedSince() {
    HandRelay relay = relay();
    Transaction straggler = outbox().begin();
    long stragglerSeq = straggler.append(message("k1", "straggler"));
    Transaction other = outbox().begin();
    other.append(message("k2", "still open"));
    commit("a", "b");
    Batch first = relay.claimAll();
    straggler.commit();
    commit("c");
    Batch second = relay.claimAll();
    other.commit();
    commit("d");

    Takeover takeover = relay.takeOver("node-2");

    assertThat(takeover.unconfirmed()).containsExactly(first, second);
    assertThat(HandRelay.parkedTexts(relay.reread(takeover.unconfirmed().get(0))))
        .containsExactly("a", "b");
    List<ParkedEntry> again = relay.reread(takeover.unconfirmed().get(1));
    assertThat(HandRelay.parkedTexts(again)).containsExactly("straggler", "c");
    assertThat(again.get(0).entry().seq()).isEqualTo(stragglerSeq);
    assertThat(again.get(0).attempts()).isEqualTo(0);
    assertThat(relay.readTexts()).containsExactly("still open", "d");
  }

  @Test
  default void confirmedBatchesAreNotHandedOverAgain() {
    HandRelay relay = relay();
    commit("a");
    relay.claimAll();
    relay.confirm();
    commit("b");
    Batch open = relay.claimAll();

    Takeover takeover = relay.takeOver("node-2");

    assertThat(takeover.confirmed()).isEqualTo(open.no() - 2);
    assertThat(takeover.unconfirmed()).containsExactly(open);
  }

  @Test
  default void whatWasReadAndNotClaimedIsReadAgainAfterATakeover() {
    HandRelay relay = relay();
    commit("a");
    relay.claimAll();
    commit("b");
    assertThat(relay.readTexts()).containsExactly("b");

    relay.takeOver("node-2");

    assertThat(relay.readTexts()).containsExactly("b");
  }

  @Test
  default void aTakeoverInTheMiddleOfADifferenceGoesOnFromThere() {
    HandRelay relay = relay();
    commit("a", "b", "c", "d");
    relay.claim(relay.read(new ReadLimits(2, 1_000_000, 1_000_000)));
    commit("e");

    Takeover takeover = relay.takeOver("node-2");

    assertThat(takeover.position().complete()).isFalse();
    assertThat(relay.readTexts()).containsExactly("c", "d", "e");
  }

  @Test
  default void journalsOfTwoRelaysAreIndependent() {
    HandRelay orders = relay();
    HandRelay hooks = new HandRelay(outbox().store(), HOOKS);
    assertThat(hooks.takeOver("node-1").head().no()).isEqualTo(1);

    orders.mark();
    orders.mark();
    assertThat(hooks.mark().head().no()).isEqualTo(2);
  }
}
