package io.twinbox.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinbox.EntryState;
import io.twinbox.spi.JournalHead;
import io.twinbox.spi.JournalRow;
import io.twinbox.spi.Lease;
import io.twinbox.spi.OwnershipLostException;
import io.twinbox.spi.ReadLimits;
import io.twinbox.spi.Reading;
import io.twinbox.spi.RelayId;
import io.twinbox.spi.RowKind;
import io.twinbox.spi.Settlement;
import io.twinbox.spi.StorageRollbackException;
import io.twinbox.spi.StoreException;
import io.twinbox.spi.Takeover;
import io.twinbox.spi.Window;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What the store in memory adds to the port: accidents by order, and a view from outside. */
class InMemoryOutboxStoreTest {
  private static final RelayId RELAY = new RelayId("orders", "kafka");
  private static final Duration LIVES = Duration.ofSeconds(10);
  private static final ReadLimits WIDE = new ReadLimits(1_000, 1_000_000, 1_000_000);

  private final InMemoryOutboxStore store = new InMemoryOutboxStore(new ManualClock());

  @Test
  void aRelayThatRemembersRowsLostInAFailOverLosesItsPlaceAndFindsItAgain() {
    Takeover takeover = takeOver();
    commit("a");
    InMemoryOutboxStore.Backup standby = store.backup();
    Reading reading = read(takeover);
    JournalHead claimed = claim(takeover.head(), reading);
    store.restore(standby);

    assertThatThrownBy(() -> claim(claimed, reading)).isInstanceOf(OwnershipLostException.class);

    Takeover again = takeOver();
    assertThat(again.unconfirmed()).isEmpty();
    assertThat(read(again).entries()).hasSize(1);
  }

  @Test
  void aPositionAheadOfTheDatabaseIsNotReadFrom() {
    InMemoryOutboxStore.Backup standby = store.backup();
    Takeover takeover = takeOver();
    commit("a");
    Window ahead = read(takeover).window();
    store.restore(standby);

    assertThatThrownBy(() -> store.read(RELAY, takeover.head(), ahead, 0, WIDE))
        .isInstanceOf(OwnershipLostException.class);
  }

  @Test
  void aJournalOfAnotherDatabaseHaltsTheRelay() {
    takeOver();
    store.restoreElsewhere(store.backup());

    assertThatThrownBy(this::takeOver).isInstanceOf(StorageRollbackException.class);
  }

  @Test
  void aTransactionDoesNotOutliveARestore() {
    InMemoryTransaction open = store.begin();
    open.append("orders", "k", "a");
    store.restore(store.backup());

    assertThatThrownBy(open::commit).isInstanceOf(IllegalStateException.class);
    open.close();
    assertThat(read(takeOver()).entries()).isEmpty();
  }

  @Test
  void aCallFailsOnceBeforeOrAfterItsEffect() {
    JournalHead head = takeOver().head();
    JournalRow row = new JournalRow(RowKind.MARK, position(), 0, 0, List.of());

    store.faults().failBefore(StoreCall.WRITE);
    assertThatThrownBy(() -> store.write(RELAY, head, row, Settlement.NONE))
        .isInstanceOf(StoreException.class)
        .isNotInstanceOf(OwnershipLostException.class);
    assertThat(store.rows(RELAY)).hasSize(1);

    store.faults().failAfter(StoreCall.WRITE);
    assertThatThrownBy(() -> store.write(RELAY, head, row, Settlement.NONE))
        .isInstanceOf(StoreException.class);
    assertThat(store.rows(RELAY)).extracting(WrittenRow::no).containsExactly(1L, 2L);
  }

  @Test
  void somebodyElseCanComeInBetween() {
    JournalHead head = takeOver().head();
    JournalRow row = new JournalRow(RowKind.MARK, position(), 0, 0, List.of());
    store.faults().before(StoreCall.WRITE, this::takeOver);

    assertThatThrownBy(() -> store.write(RELAY, head, row, Settlement.NONE))
        .isInstanceOf(OwnershipLostException.class);
  }

  @Test
  void aDatabaseThatIsDownAnswersNothingUntilItComesBack() {
    store.faults().goDown();
    assertThatThrownBy(this::takeOver).isInstanceOf(StoreException.class);
    assertThatThrownBy(store::retention).isInstanceOf(StoreException.class);

    store.faults().comeBack();
    takeOver();
  }

  @Test
  void whatARelayCannotWantIsRefused() {
    JournalHead head = takeOver().head();
    JournalRow ahead = new JournalRow(RowKind.CONFIRM, position(), 7, 0, List.of());

    assertThatThrownBy(() -> store.write(RELAY, head, ahead, Settlement.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void commitsWakeWhoeverListens() {
    AtomicInteger commits = new AtomicInteger();
    store.onCommit(commits::incrementAndGet);

    commit("a");
    try (InMemoryTransaction transaction = store.begin()) {
      transaction.append("orders", "k", "rolled back");
    }

    assertThat(commits).hasValue(1);
    assertThat(store.states(RELAY).values()).containsExactly(EntryState.PENDING);
  }

  private Takeover takeOver() {
    Lease lease = store.seize(RELAY, "node", LIVES);
    return store.takeOver(RELAY, lease);
  }

  private Window position() {
    List<WrittenRow> rows = store.rows(RELAY);
    return rows.get(rows.size() - 1).row().window();
  }

  private Reading read(Takeover takeover) {
    return store.read(RELAY, takeover.head(), takeover.position(), 0, WIDE);
  }

  private JournalHead claim(JournalHead head, Reading reading) {
    JournalRow row =
        new JournalRow(RowKind.CLAIM, reading.window(), 0, reading.entries().size(), List.of());
    return store.write(RELAY, head, row, Settlement.NONE).head();
  }

  private void commit(String text) {
    InMemoryTransaction transaction = store.begin();
    transaction.append("orders", "k", text);
    transaction.commit();
  }
}
