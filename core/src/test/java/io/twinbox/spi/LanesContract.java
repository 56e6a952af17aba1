package io.twinbox.spi;

import static io.twinbox.spi.HandRelay.parkedTexts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.EntryState;
import io.twinbox.spi.OutboxStoreHarness.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Entries set aside: their lanes wait, drain in order, and hold nobody else up. */
interface LanesContract extends StoreContract {
  Duration BACKOFF = Duration.ofSeconds(10);
  Lane LANE = new Lane("orders", "k");

  @Test
  default void aParkedHeadIsDueAfterItsBackoff() {
    HandRelay relay = relay();
    long seq = commit("a").get(0);
    relay.claimAll();

    Written written = relay.confirm(park(failed(seq, 1)));

    assertThat(written.waiting()).isEqualTo(Map.of(LANE, 1));
    assertThat(outbox().state(ORDERS, seq)).isEqualTo(EntryState.PARKED);
    assertThat(relay.due()).isEmpty();
    outbox().pass(BACKOFF.minusSeconds(5));
    assertThat(relay.due()).isEmpty();
    outbox().pass(Duration.ofSeconds(5));
    assertThat(parkedTexts(relay.due())).containsExactly("a");
    assertThat(relay.due().get(0).attempts()).isEqualTo(1);
  }

  /** Its endpoint was down, or its attempt outlasted its batch: nothing was counted. */
  @Test
  default void aHeadWithoutAnAttemptIsDueAfterItsBackoffWithAllOfItsLane() {
    HandRelay relay = relay();
    List<Long> seqs = commit("a", "b");
    relay.claimAll();

    relay.confirm(park(failed(seqs.get(0), 0), waits(seqs.get(1), LANE)));
    outbox().pass(BACKOFF.minusSeconds(5));
    assertThat(relay.due()).isEmpty();
    outbox().pass(Duration.ofSeconds(5));
    assertThat(parkedTexts(relay.due())).containsExactly("a", "b");

    relay.claimRetry(relay.due());
    relay.confirm(retried(failed(seqs.get(0), 0)));
    assertThat(relay.due()).isEmpty();
    outbox().pass(BACKOFF);
    assertThat(parkedTexts(relay.due())).containsExactly("a", "b");
    assertThat(relay.due()).extracting(ParkedEntry::attempts).containsExactly(0, 0);
  }

  /** The result of an attempt that was under way is known before any retry of it. */
  @Test
  default void whatWasSetAsideIsSettledByARowThatTriesNothing() {
    HandRelay relay = relay();
    List<Long> seqs = commit("a", "b");
    relay.claimAll();
    relay.confirm(park(failed(seqs.get(0), 0), waits(seqs.get(1), LANE)));

    Written written = relay.confirm(retried(published(seqs.get(0), 1)));

    assertThat(written.waiting()).isEqualTo(Map.of(LANE, 1));
    assertThat(outbox().state(ORDERS, seqs.get(0))).isEqualTo(EntryState.PUBLISHED);
    assertThat(parkedTexts(relay.due())).containsExactly("b");
  }

  @Test
  default void aParkedEntryIsTheOneThatWasAppended() {
    HandRelay relay = relay();
    Transaction transaction = outbox().begin();
    long full = transaction.append(draft("a").key("k").header("h", "v").build());
    long tombstone =
        transaction.append(draft("a").key("k2").contentType("x/y").tombstone().build());
    transaction.commit();
    Reading reading = relay.read(HandRelay.WIDE);
    relay.claim(reading);
    relay.confirm(park(waits(full, LANE), waits(tombstone, new Lane("orders", "k2"))));

    assertThat(relay.due())
        .extracting(ParkedEntry::entry)
        .usingRecursiveComparison()
        .isEqualTo(reading.entries());
  }

  @Test
  default void whoWaitsBehindAHeadIsNotDueWithIt() {
    HandRelay relay = relay();
    List<Long> seqs = commit("a", "b", "c");
    relay.claimAll();

    Written written =
        relay.confirm(
            park(failed(seqs.get(0), 1), waits(seqs.get(1), LANE), waits(seqs.get(2), LANE)));

    assertThat(written.waiting()).isEqualTo(Map.of(LANE, 3));
    outbox().pass(BACKOFF);
    assertThat(parkedTexts(relay.due())).containsExactly("a");
  }

  @Test
  default void aLaneDrainsInOrderOnceItsHeadIsPublished() {
    HandRelay relay = relay();
    List<Long> seqs = parkAll(relay, "a", "b", "c");
    outbox().pass(BACKOFF);
    relay.claimRetry(relay.due());

    Written written = relay.confirm(retried(published(seqs.get(0), 2)));

    assertThat(written.waiting()).isEqualTo(Map.of(LANE, 2));
    assertThat(outbox().state(ORDERS, seqs.get(0))).isEqualTo(EntryState.PUBLISHED);
    assertThat(parkedTexts(relay.due())).containsExactly("b", "c");
    assertThat(relay.due()).extracting(ParkedEntry::attempts).containsExactly(0, 0);

    relay.claimRetry(relay.due());
    Written drained = relay.confirm(retried(published(seqs.get(1), 1), published(seqs.get(2), 1)));
    assertThat(drained.waiting()).isEqualTo(Map.of(LANE, 0));
    assertThat(relay.due()).isEmpty();
    assertThat(relay.takeOver("node-2").blocked()).isEmpty();
  }

  @Test
  default void aHeadThatFailsAgainWaitsAgain() {
    HandRelay relay = relay();
    List<Long> seqs = parkAll(relay, "a", "b");
    outbox().pass(BACKOFF);
    relay.claimRetry(relay.due());

    relay.confirm(retried(failed(seqs.get(0), 2)));

    assertThat(relay.due()).isEmpty();
    outbox().pass(BACKOFF);
    assertThat(parkedTexts(relay.due())).containsExactly("a");
    assertThat(relay.due().get(0).attempts()).isEqualTo(2);
  }

  @Test
  default void whoFailsWhileItsLaneDrainsBecomesTheHead() {
    HandRelay relay = relay();
    List<Long> seqs = parkAll(relay, "a", "b", "c");
    outbox().pass(BACKOFF);
    relay.claimRetry(relay.due());
    relay.confirm(retried(published(seqs.get(0), 2)));
    relay.claimRetry(relay.due());

    relay.confirm(retried(failed(seqs.get(1), 1), waits(seqs.get(2), LANE)));

    assertThat(relay.due()).isEmpty();
    outbox().pass(BACKOFF);
    assertThat(parkedTexts(relay.due())).containsExactly("b");
  }

  @Test
  default void aDeadHeadLetsItsLaneGoOn() {
    HandRelay relay = relay();
    List<Long> seqs = parkAll(relay, "a", "b");

    Written written = relay.confirm(retried(dead(seqs.get(0), false)));

    assertThat(written.waiting()).isEqualTo(Map.of(LANE, 1));
    assertThat(outbox().state(ORDERS, seqs.get(0))).isEqualTo(EntryState.DEAD);
    assertThat(parkedTexts(relay.due())).containsExactly("b");
  }

  @Test
  default void aRejectedEntryIsDeadAtOnceAndHoldsNobodyUp() {
    HandRelay relay = relay();
    long seq = commit("a").get(0);
    relay.claimAll();

    Written written = relay.confirm(park(dead(seq, false)));

    assertThat(written.waiting()).isEqualTo(Map.of(LANE, 0));
    assertThat(outbox().state(ORDERS, seq)).isEqualTo(EntryState.DEAD);
    assertThat(relay.takeOver("node-2").blocked()).isEmpty();
  }

  @Test
  default void aBlockingDeadHeadKeepsItsLaneUntilItIsDiscarded() {
    HandRelay relay = relay();
    List<Long> seqs = parkAll(relay, "a", "b");

    Written written = relay.confirm(retried(dead(seqs.get(0), true)));

    assertThat(written.waiting()).isEqualTo(Map.of(LANE, 2));
    outbox().pass(BACKOFF);
    assertThat(relay.due()).isEmpty();
    assertThat(relay.takeOver("node-2").blocked()).isEqualTo(Map.of(LANE, 2));

    outbox().discard(ORDERS, seqs.get(0));
    assertThat(outbox().state(ORDERS, seqs.get(0))).isEqualTo(EntryState.DEAD);
    assertThat(parkedTexts(relay.due())).containsExactly("b");
    assertThat(relay.takeOver("node-3").blocked()).isEqualTo(Map.of(LANE, 1));
  }

  @Test
  default void aDeadLetterThatIsRetriedGoesBeforeWhoWaited() {
    HandRelay relay = relay();
    List<Long> seqs = parkAll(relay, "a", "b");
    relay.confirm(retried(dead(seqs.get(0), true)));

    outbox().retry(ORDERS, seqs.get(0));

    assertThat(outbox().state(ORDERS, seqs.get(0))).isEqualTo(EntryState.PARKED);
    assertThat(parkedTexts(relay.due())).startsWith("a");
    assertThat(relay.due().get(0).attempts()).isEqualTo(0);
  }

  @Test
  default void aDiscardedEntryStaysDiscardedWhateverItsLastAttemptGave() {
    HandRelay relay = relay();
    long seq = parkAll(relay, "a").get(0);
    relay.confirm(retried(dead(seq, false)));
    outbox().discard(ORDERS, seq);

    relay.confirm(retried(failed(seq, 3)));

    assertThat(outbox().state(ORDERS, seq)).isEqualTo(EntryState.DEAD);
    outbox().pass(BACKOFF);
    assertThat(relay.due()).isEmpty();
  }

  /** It was set aside because its lane was blocked when it was read, and is free by now. */
  @Test
  default void whoWaitsAloneIsDueAtOnce() {
    HandRelay relay = relay();
    long seq = commit("a").get(0);
    relay.claimAll();

    Written written = relay.confirm(park(waits(seq, LANE)));

    assertThat(written.waiting()).isEqualTo(Map.of(LANE, 1));
    assertThat(parkedTexts(relay.due())).containsExactly("a");
  }

  @Test
  default void lanesWaitIndependently() {
    HandRelay relay = relay();
    long failed = commitTo("k", "a");
    long waiting = commitTo("k2", "b");
    long withoutKey = commitTo(null, "c");
    relay.claimAll();

    Written written =
        relay.confirm(
            park(
                failed(failed, 1),
                waits(waiting, new Lane("orders", "k2")),
                waits(withoutKey, new Lane("orders", null))));

    assertThat(written.waiting())
        .isEqualTo(Map.of(LANE, 1, new Lane("orders", "k2"), 1, new Lane("orders", null), 1));
    assertThat(parkedTexts(relay.due())).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  default void onlyTouchedLanesAreCounted() {
    HandRelay relay = relay();
    parkAll(relay, "a");
    long seq = commitTo("k2", "b");
    relay.claimAll();

    Written written = relay.confirm(park(dead(seq, new Lane("orders", "k2"), false)));

    assertThat(written.waiting()).isEqualTo(Map.of(new Lane("orders", "k2"), 0));
  }

  @Test
  default void dueEntriesAreReadUpToTheLimits() {
    HandRelay relay = relay();
    List<Long> seqs = commit("aaaa", "bbbb", "cccc");
    relay.claimAll();
    relay.confirm(park(seqs.stream().map(seq -> waits(seq, LANE)).toArray(Verdict[]::new)));
    OutboxStore store = outbox().store();

    assertThat(
            parkedTexts(
                store.readDue(ORDERS, relay.head(), List.of(), new ReadLimits(2, 1_000, 1_000))))
        .containsExactly("aaaa", "bbbb");
    assertThat(
            parkedTexts(
                store.readDue(ORDERS, relay.head(), List.of(), new ReadLimits(9, 5, 1_000))))
        .containsExactly("aaaa", "bbbb");
    assertThat(
            parkedTexts(
                store.readDue(ORDERS, relay.head(), List.of(), new ReadLimits(9, 1, 1_000))))
        .containsExactly("aaaa");
  }

  /** In the order of their names the first long one would keep the others waiting for ever. */
  @Test
  default void aLongLaneThatDrainsLeavesTheOthersTheirShare() {
    HandRelay relay = relay();
    List<Verdict> verdicts = new ArrayList<>();
    for (String key : List.of("k", "k", "k", "k", "k", "k2", "k3", "k3")) {
      verdicts.add(waits(commitTo(key, key + key), new Lane("orders", key)));
    }
    relay.claimAll();
    relay.confirm(park(verdicts.toArray(Verdict[]::new)));
    OutboxStore store = outbox().store();

    assertThat(
            parkedTexts(
                store.readDue(ORDERS, relay.head(), List.of(), new ReadLimits(6, 1_000, 1_000))))
        .containsExactly("kk", "kk", "k2k2", "k3k3", "k3k3");
    assertThat(
            parkedTexts(
                store.readDue(ORDERS, relay.head(), List.of(), new ReadLimits(3, 1_000, 1_000))))
        .containsExactly("kk", "k2k2", "k3k3");
    assertThat(
            parkedTexts(
                store.readDue(ORDERS, relay.head(), List.of(), new ReadLimits(9, 10, 1_000))))
        .containsExactly("kk", "k2k2", "k3k3");
  }

  /** What the database says of them is out of date. */
  @Test
  default void lanesThatAreBeingTriedAreNotRead() {
    HandRelay relay = relay();
    long one = commitTo("k", "a");
    long other = commitTo("k2", "b");
    relay.claimAll();
    relay.confirm(park(waits(one, LANE), waits(other, new Lane("orders", "k2"))));
    OutboxStore store = outbox().store();

    assertThat(parkedTexts(store.readDue(ORDERS, relay.head(), List.of(LANE), HandRelay.WIDE)))
        .containsExactly("b");
  }

  /** A paused former owner can neither confirm nor park. */
  @Test
  default void aSettlementIsWrittenWithItsRowOrNotAtAll() {
    HandRelay former = relay();
    List<Long> seqs = commit("a", "b");
    former.claimAll();
    former.confirm(park(failed(seqs.get(0), 1)));
    HandRelay next = new HandRelay(outbox().store(), ORDERS);
    next.takeOver("node-2");

    assertThatThrownBy(() -> former.confirm(park(dead(seqs.get(1), true))))
        .isInstanceOf(OwnershipLostException.class);
    assertThatThrownBy(() -> former.confirm(retried(published(seqs.get(0), 2))))
        .isInstanceOf(OwnershipLostException.class);

    assertThat(outbox().state(ORDERS, seqs.get(0))).isEqualTo(EntryState.PARKED);
    assertThat(outbox().state(ORDERS, seqs.get(1))).isEqualTo(EntryState.PUBLISHED);
    assertThat(next.takeOver("node-3").blocked()).isEqualTo(Map.of(LANE, 1));
  }

  @Test
  default void aRetryBatchIsReadAgainAfterATakeoverWithoutWhatWasSettled() {
    HandRelay relay = relay();
    List<Long> seqs = commit("a", "b", "c");
    relay.claimAll();
    relay.confirm(park(seqs.stream().map(seq -> waits(seq, LANE)).toArray(Verdict[]::new)));
    Batch claimed = relay.claimRetry(relay.due());
    Takeover takeover = relay.takeOver("node-2");

    assertThat(takeover.unconfirmed()).containsExactly(claimed);
    Batch batch = takeover.unconfirmed().get(0);
    assertThat(parkedTexts(relay.reread(batch))).containsExactly("a", "b", "c");

    relay.write(
        RowKind.MARK, relay.position().end(), 0, List.of(), retried(published(seqs.get(0), 1)));
    relay.takeOver("node-3");
    assertThat(parkedTexts(relay.reread(batch))).containsExactly("b", "c");
  }

  @Test
  default void aTakeoverTellsWhichLanesAreBlocked() {
    HandRelay relay = relay();
    parkAll(relay, "a", "b");
    long seq = commitTo("k2", "c");
    relay.claimAll();
    relay.confirm(park(failed(seq, new Lane("orders", "k2"), 1)));

    assertThat(relay.takeOver("node-2").blocked())
        .isEqualTo(Map.of(LANE, 2, new Lane("orders", "k2"), 1));
  }

  /** Parks the first of the lane orders/k as failed and the others behind it. */
  private List<Long> parkAll(HandRelay relay, String... texts) {
    List<Long> seqs = commit(texts);
    relay.claimAll();
    relay.confirm(
        park(
            seqs.stream()
                .map(seq -> seq.equals(seqs.get(0)) ? failed(seq, 1) : waits(seq, LANE))
                .toArray(Verdict[]::new)));
    return seqs;
  }

  private static Settlement park(Verdict... verdicts) {
    return new Settlement(List.of(verdicts), List.of());
  }

  private static Settlement retried(Verdict... verdicts) {
    return new Settlement(List.of(), List.of(verdicts));
  }

  private static Verdict failed(long seq, int attempts) {
    return failed(seq, LANE, attempts);
  }

  private static Verdict failed(long seq, Lane lane, int attempts) {
    return verdict(seq, lane, EntryState.PARKED, attempts, BACKOFF, false);
  }

  private static Verdict waits(long seq, Lane lane) {
    return new Verdict(seq, lane, EntryState.PARKED, 0, null, null, null, false);
  }

  private static Verdict dead(long seq, boolean blocking) {
    return dead(seq, LANE, blocking);
  }

  private static Verdict dead(long seq, Lane lane, boolean blocking) {
    return verdict(seq, lane, EntryState.DEAD, 5, null, blocking);
  }

  private static Verdict published(long seq, int attempts) {
    return new Verdict(seq, LANE, EntryState.PUBLISHED, attempts, null, null, null, false);
  }

  private static Verdict verdict(
      long seq,
      Lane lane,
      EntryState state,
      int attempts,
      @Nullable Duration backoff,
      boolean blocking) {
    return new Verdict(
        seq, lane, state, attempts, backoff, "no such topic", "UnknownTopic", blocking);
  }
}
