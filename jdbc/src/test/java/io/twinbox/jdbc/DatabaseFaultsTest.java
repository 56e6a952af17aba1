package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.spi.DatabaseFault;
import io.twinbox.spi.StoreException;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class DatabaseFaultsTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          08006, UNAVAILABLE
          08003, UNAVAILABLE
          53300, UNAVAILABLE
          53100, UNAVAILABLE
          57P01, UNAVAILABLE
          57P03, UNAVAILABLE
          58030, UNAVAILABLE
          28P01, UNAVAILABLE
          3D000, UNAVAILABLE
          25006, UNAVAILABLE
          40001, CONTENTION
          40P01, CONTENTION
          57014, NONE
          25P02, TRANSACTION_BROKEN
          25P03, NONE
          25P04, NONE
          23505, NONE
          42P01, NONE
          22012, NONE
          '', NONE
          """)
  void theStateTells(String state, DatabaseFault fault) {
    assertThat(DatabaseFaults.of(new SQLException("no words are read", state))).isEqualTo(fault);
  }

  @Test
  void looksThroughTheCauses() {
    SQLException gone = new SQLException("gone", "08006");
    assertThat(DatabaseFaults.of(new StoreException("x", new IllegalStateException(gone))))
        .isEqualTo(DatabaseFault.UNAVAILABLE);
    SQLException contention = new SQLException("deadlock", "40P01");
    contention.initCause(gone);
    assertThat(DatabaseFaults.of(contention)).isEqualTo(DatabaseFault.UNAVAILABLE);
  }

  @Test
  void aPoolWithoutAConnectionHasNoState() {
    assertThat(DatabaseFaults.of(new SQLTransientConnectionException("timed out")))
        .isEqualTo(DatabaseFault.UNAVAILABLE);
    assertThat(DatabaseFaults.of(new SQLException("whatever"))).isEqualTo(DatabaseFault.NONE);
  }

  @Test
  void theGuardsConstraintTellsThatTheTransactionIsBroken() {
    SQLException stopped = violation("only_the_inbox_ends_this_transaction");
    assertThat(DatabaseFaults.of(new IllegalStateException(stopped)))
        .isEqualTo(DatabaseFault.TRANSACTION_BROKEN);
    assertThat(DatabaseFaults.of(violation("payment_order_fkey"))).isEqualTo(DatabaseFault.NONE);
  }

  /** As the server sends it: a field after the other, the first letter says which. */
  private static PSQLException violation(String constraint) {
    return new PSQLException(
        new ServerErrorMessage("SERROR\0C23503\0Mviolates a constraint\0n" + constraint + "\0"));
  }

  /** A handler that calls another service: that service's trouble is not the database's. */
  @Test
  void othersTroubleIsNotTheDatabases() {
    assertThat(DatabaseFaults.of(new IllegalStateException(new IOException("connection reset"))))
        .isEqualTo(DatabaseFault.NONE);
  }

  @Test
  void causesInACircleEnd() {
    Exception a = new IllegalStateException("a");
    Exception b = new IllegalStateException("b", a);
    a.initCause(b);
    assertThat(DatabaseFaults.of(a)).isEqualTo(DatabaseFault.NONE);
  }
}
