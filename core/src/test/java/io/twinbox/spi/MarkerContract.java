package io.twinbox.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Markers tell where a process died. */
interface MarkerContract extends InboxContract {

  @Test
  default void aMarkerStaysUntilItIsRemoved() {
    Marker marker = new Marker(ORDERS, 5, 9, 0);
    store().mark(PAYMENTS, List.of(marker));

    assertThat(store().markers(PAYMENTS, List.of(ORDERS))).containsExactly(marker);
    assertThat(store().markers("mails", List.of(ORDERS))).isEmpty();
    assertThat(store().markers(PAYMENTS, List.of(new Partition("orders", 1)))).isEmpty();
    inbox()
        .transactions()
        .run(
            tx -> {
              store().unmark(tx, PAYMENTS, List.of(ORDERS));
              return marker;
            });
    assertThat(store().markers(PAYMENTS, List.of(ORDERS))).isEmpty();
  }

  @Test
  default void thereIsOneMarkerPerPartition() {
    Partition other = new Partition("orders", 1);
    store().mark(PAYMENTS, List.of(new Marker(ORDERS, 5, 9, 0), new Marker(other, 1, 2, 3)));
    store().mark(PAYMENTS, List.of(new Marker(ORDERS, 6, 9, 1)));

    assertThat(store().markers(PAYMENTS, List.of(ORDERS, other)))
        .containsExactlyInAnyOrder(new Marker(ORDERS, 6, 9, 1), new Marker(other, 1, 2, 3));
  }

  @Test
  default void anAttemptIsPutBackUnlessTheMarkerHasMoved() {
    Partition other = new Partition("orders", 1);
    store().mark(PAYMENTS, List.of(new Marker(ORDERS, 5, 9, 2), new Marker(other, 1, 2, 1)));

    store().putBackMarks(PAYMENTS, List.of(new Marker(ORDERS, 5, 7, 1)));
    store().putBackMarks(PAYMENTS, List.of(new Marker(other, 0, 2, 1)));
    assertThat(store().markers(PAYMENTS, List.of(ORDERS, other)))
        .containsExactlyInAnyOrder(new Marker(ORDERS, 5, 9, 1), new Marker(other, 1, 2, 1));

    store().putBackMarks(PAYMENTS, List.of(new Marker(ORDERS, 5, 9, 1)));
    store().putBackMarks(PAYMENTS, List.of(new Marker(ORDERS, 5, 9, 1)));
    assertThat(store().markers(PAYMENTS, List.of(ORDERS)))
        .containsExactly(new Marker(ORDERS, 5, 9, 0));
  }

  @Test
  default void aRolledBackRemovalKeepsTheMarker() {
    store().mark(PAYMENTS, List.of(new Marker(ORDERS, 5, 9, 0)));
    Connection tx = inbox().begin();
    store().unmark(tx, PAYMENTS, List.of(ORDERS));
    InboxContract.rollback(tx);

    assertThat(store().markers(PAYMENTS, List.of(ORDERS))).hasSize(1);
  }
}
