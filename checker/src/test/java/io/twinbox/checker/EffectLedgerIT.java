package io.twinbox.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class EffectLedgerIT {
  private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
  private final Ledger messages = new Ledger(dataSource);
  private final EffectLedger effects = new EffectLedger(dataSource, "payments");

  @BeforeEach
  void install() throws SQLException {
    dataSource.setUrl(EmbeddedPostgres.shared(PostgresVersion.DEFAULT).createDatabase());
    messages.install();
    effects.install();
  }

  @Test
  void anEffectLivesAndDiesWithItsTransaction() throws SQLException {
    UUID kept = UUID.randomUUID();
    apply(kept, "ann", true);
    apply(UUID.randomUUID(), "ann", false);

    assertThat(all(effects)).containsExactly(new Effect(kept, "ann", 1));
    assertThat(effects.committed()).isEqualTo(1);
  }

  @Test
  void aSecondEffectOfAMessageLeavesASecondLine() throws SQLException {
    UUID id = commit("ann");
    apply(id, "ann", true);
    apply(id, "ann", true);

    assertThat(effects.check(messages).repeated()).isEqualTo(1);
  }

  @Test
  void placesTellTheOrderOfEffects() throws SQLException {
    UUID first = commit("ann");
    UUID second = commit("ann");
    apply(second, "ann", true);
    apply(first, "ann", true);

    assertThat(effects.check(messages).late()).isEqualTo(1);
  }

  @Test
  void consumersOfOneDatabaseAreJudgedApart() throws SQLException {
    UUID id = commit("ann");
    apply(id, "ann", true);
    EffectLedger other = new EffectLedger(dataSource, "stock");
    other.install();

    assertThat(all(other)).isEmpty();
    assertThat(other.committed()).isZero();
    assertThat(other.check(messages).missing()).isEqualTo(1);
    assertThat(effects.check(messages).notOnce()).isZero();
  }

  private UUID commit(String key) throws SQLException {
    UUID id = UUID.randomUUID();
    try (Connection tx = begin()) {
      long counter = messages.draw(tx, "orders", key);
      messages.record(tx, List.of(new LedgerLine(id, "orders", key, counter, Fingerprint.NONE, 0)));
      tx.commit();
    }
    return id;
  }

  private void apply(UUID id, String key, boolean commit) throws SQLException {
    try (Connection tx = begin()) {
      effects.record(tx, id, key);
      if (commit) {
        tx.commit();
      } else {
        tx.rollback();
      }
    }
  }

  private Connection begin() throws SQLException {
    Connection tx = dataSource.getConnection();
    tx.setAutoCommit(false);
    return tx;
  }

  private static List<Effect> all(EffectLedger ledger) throws SQLException {
    List<Effect> all = new ArrayList<>();
    ledger.forEach(all::add);
    return all;
  }
}
