package io.twinbox.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.EntryState;
import io.twinbox.spi.OutboxStoreHarness.Transaction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is old and settled goes; what nobody has published never does. */
interface PurgeContract extends StoreContract {

  @Test
  default void nothingYoungerThanTheRetentionIsPurged() {
    HandRelay relay = relay();
    commit("a");
    relay.claimAll();
    relay.confirm();
    assertThat(purge().slots()).isEqualTo(0);

    outbox().age(outbox().store().retention().dividedBy(2));
    assertThat(purge().slots()).isEqualTo(0);
  }

  @Test
  default void publishedEntriesArePurgedAfterTheRetention() {
    HandRelay relay = relay();
    commit("a");
    relay.claimAll();
    relay.confirm();
    outbox().age(outbox().store().retention().multipliedBy(2));

    assertThat(purge().slots()).isEqualTo(1);

    commit("b");
    assertThat(relay.readTexts()).containsExactly("b");
  }

  @Test
  default void unpublishedEntriesAreKept() {
    HandRelay relay = relay();
    List<Long> seqs = commit("a", "b");
    relay.claimAll();
    outbox().age(outbox().store().retention().multipliedBy(2));

    Purged purged = purge();

    assertThat(purged.slots()).isEqualTo(0);
    assertThat(purged.kept()).isNotNull();
    assertThat(relay.takeOver("node-2").unconfirmed()).hasSize(1);
    assertThat(outbox().state(ORDERS, seqs.get(0))).isEqualTo(EntryState.PENDING);
  }

  @Test
  default void entriesNobodyHasReadAreKept() {
    HandRelay relay = relay();
    commit("a");
    outbox().age(outbox().store().retention().multipliedBy(2));

    assertThat(purge().slots()).isEqualTo(0);
    assertThat(relay.readTexts()).containsExactly("a");
  }

  @Test
  default void entriesOfAChannelWithoutARelayAreKept() {
    HandRelay relay = relay();
    Transaction transaction = outbox().begin();
    transaction.append(draft("hook").channel("webhook").build());
    transaction.commit();
    relay.claimAll();
    relay.confirm();
    outbox().age(outbox().store().retention().multipliedBy(2));

    assertThat(purge().slots()).isEqualTo(0);
    HandRelay hooks = new HandRelay(outbox().store(), HOOKS);
    hooks.takeOver("node-1");
    assertThat(hooks.readTexts()).containsExactly("hook");
  }

  @Test
  default void whatIsParkedOutlivesItsPlaceInTheLog() {
    HandRelay relay = relay();
    long seq = commit("a").get(0);
    Lane lane = new Lane("orders", "k");
    relay.claimAll();
    relay.confirm(
        new Settlement(
            List.of(new Verdict(seq, lane, EntryState.PARKED, 0, null, null, null, false)),
            List.of()));
    outbox().age(outbox().store().retention().multipliedBy(2));

    assertThat(purge().slots()).isEqualTo(1);

    assertThat(HandRelay.parkedTexts(relay.due())).containsExactly("a");
    assertThat(relay.takeOver("node-2").blocked()).isEqualTo(Map.of(lane, 1));
  }

  private Purged purge() {
    return outbox().store().purge(ORDERS);
  }
}
