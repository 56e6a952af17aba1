package io.twinbox.spi;

import static io.twinbox.spi.Standing.DUPLICATE;
import static io.twinbox.spi.Standing.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nobody but the engine ends a transaction. */
interface GuardContract extends InboxContract {

  @Test
  default void aTransactionDoesNotCommitBeforeItIsReleased() throws SQLException {
    Arrival a = arrival(1L, 0, "a");
    Connection tx = inbox().begin();
    Claimed claimed = store().claim(tx, PAYMENTS, List.of(a));

    assertThatThrownBy(tx::commit).isInstanceOf(SQLException.class);
    assertThat(store().release(tx, claimed.guard())).isEqualTo(Release.LOST);
    InboxContract.rollback(tx);
    assertThat(claim(a)).containsExactly(NEW);
  }

  @Test
  default void aReleasedTransactionCommits() throws SQLException {
    Arrival a = arrival(1L, 0, "a");
    Connection tx = inbox().begin();
    Claimed claimed = store().claim(tx, PAYMENTS, List.of(a));

    assertThat(store().release(tx, claimed.guard())).isEqualTo(Release.RELEASED);
    InboxContract.commit(tx);
    assertThat(claim(a)).containsExactly(DUPLICATE);
  }

  @Test
  default void aRollbackIsFoundOut() throws SQLException {
    Connection tx = inbox().begin();
    Claimed claimed = store().claim(tx, PAYMENTS, List.of(arrival(1L, 0, "a")));
    tx.rollback();

    assertThat(store().release(tx, claimed.guard())).isEqualTo(Release.LOST);
    InboxContract.rollback(tx);
  }

  @Test
  default void aRollbackOfStoredWorkIsFoundOut() throws SQLException {
    storeAs(Fate.RECEIVED, arrival(1L, 0, "a"));
    Connection tx = inbox().begin();
    Taken taken = store().take(tx, PAYMENTS, bucket(), MANY);
    tx.rollback();

    assertThat(store().release(tx, taken.guard())).isEqualTo(Release.LOST);
    InboxContract.rollback(tx);
    assertThat(takeable()).containsExactly("a");
  }

  @Test
  default void aCommitOfStoredWorkBeforeTheReleaseChangesNothing() throws SQLException {
    storeAs(parked(java.time.Duration.ZERO), arrival(1L, 0, "a"));
    List<StoredRecord> claimed = store().claimDue(PAYMENTS, LEASE, MANY);
    Connection tx = inbox().begin();
    Taken taken = store().lock(tx, PAYMENTS, List.of(claimed.get(0).ticket()));
    store().complete(tx, PAYMENTS, List.of(taken.records().get(0).seq()));

    assertThatThrownBy(tx::commit).isInstanceOf(SQLException.class);
    InboxContract.rollback(tx);
    assertThat(finish(claimed)).containsExactly("a");
  }
}
