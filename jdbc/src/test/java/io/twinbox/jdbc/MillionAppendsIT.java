package io.twinbox.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinbox.Message;
import io.twinbox.Outbox;
import io.twinbox.devservices.PostgresVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On one PostgreSQL only: what is looked at is our memory and the driver's. */
class MillionAppendsIT {

  private static final long KEPT = 32L << 20;

  @Test
  void aMillionAppendsInOneTransactionKeepMemoryBounded() throws SQLException {
    Message message = Message.builder().topic("t").type("T").text("{\"n\":1}").build();
    List<Message> thousand = Collections.nCopies(1_000, message);
    Outbox outbox = JdbcOutbox.builder().build();
    try (PostgresFixture postgres = PostgresFixture.open(PostgresVersion.DEFAULT);
        Connection tx = postgres.begin()) {
      long before = usedHeap();
      for (int i = 0; i < 950; i++) {
        outbox.append(tx, thousand);
      }
      for (int i = 0; i < 50_000; i++) {
        outbox.append(tx, message);
      }
      assertThat(usedHeap() - before).as("bytes kept").isLessThan(KEPT);
      tx.rollback();
      assertThat(postgres.number("SELECT last_value FROM twinbox.outbox_seq")).isEqualTo(1_000_000);
      assertThat(postgres.number("SELECT count(*) FROM twinbox.outbox")).isZero();
    }
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
