package io.twinbox.examples.payments;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.AbstractAggregateRoot;

/** Money that was taken for an order. */
@Entity
@Table(name = "payment")
@SuppressWarnings("NullAway.Init") // JPA fills in what the protected constructor leaves out
public class Payment extends AbstractAggregateRoot<Payment> {
  @Id private UUID id;

  /** Not unique in the table: that each order is paid once is the inbox's work, and shown so. */
  @Column(name = "order_id")
  private UUID order;

  private String customer;
  private long cents;
  private Instant paidAt;
  @Version private @Nullable Long version;

  protected Payment() {}

  private Payment(UUID order, String customer, long cents) {
    this.id = UUID.randomUUID();
    this.order = order;
    this.customer = customer;
    this.cents = cents;
    this.paidAt = Instant.now();
  }

  /** Takes the money for an order. */
  static Payment of(OrderCreated order) {
    Payment payment = new Payment(order.order(), order.customer(), order.cents());
    payment.registerEvent(
        new PaymentCompleted(payment.id, payment.order, payment.customer, payment.cents));
    return payment;
  }

  public UUID getId() {
    return id;
  }

  public UUID getOrder() {
    return order;
  }

  public String getCustomer() {
    return customer;
  }

  public long getCents() {
    return cents;
  }

  public Instant getPaidAt() {
    return paidAt;
  }
}
