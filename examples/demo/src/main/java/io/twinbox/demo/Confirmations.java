package io.twinbox.demo;

import io.twinbox.checker.EffectLedger;
import io.twinbox.inbox.InboxContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The order service, second half: it hears that orders have been paid. {@code effects} is the
 * demo's own book-keeping for the checker; an application has no such thing. Thread-safe.
 */
public final class Confirmations {
  private static final String CONFIRM =
      "UPDATE shop.orders SET confirmed = confirmed + 1 WHERE customer = ? AND number = ?";

  private final EffectLedger effects;

  /**
   * @param effects in the database of the {@link Shop}
   */
  public Confirmations(EffectLedger effects) {
    this.effects = effects;
  }

  /** Handles a payment: counted, not set, so that a second time would show. */
  public void confirm(PaymentMade payment, InboxContext context) throws SQLException {
    Connection tx = context.connection();
    try (PreparedStatement statement = tx.prepareStatement(CONFIRM)) {
      statement.setString(1, payment.customer());
      statement.setLong(2, payment.number());
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("paid, but never ordered: " + payment);
      }
    }
    effects.record(tx, context.id(), payment.customer());
  }
}
