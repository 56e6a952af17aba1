package io.twinbox.examples.orders;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.AbstractAggregateRoot;

/**
 * An order. What it registers as events is appended by the transaction that saves it: it knows of
 * no outbox.
 */
@Entity
@Table(name = "orders")
@SuppressWarnings("NullAway.Init") // JPA fills in what the protected constructor leaves out
public class Order extends AbstractAggregateRoot<Order> {
  @Id private UUID id;
  private String customer;
  private String item;
  private long cents;
  private Instant placedAt;

  @Enumerated(EnumType.STRING)
  private State state;

  private @Nullable UUID payment;
  @Version private @Nullable Long version;

  /** How far an order has come. */
  public enum State {
    /** The payment service has not answered yet. */
    PLACED,
    /** It is paid, and the customer will be told. */
    PAID
  }

  protected Order() {}

  private Order(String customer, String item, long cents) {
    this.id = UUID.randomUUID();
    this.customer = customer;
    this.item = item;
    this.cents = cents;
    this.placedAt = Instant.now();
    this.state = State.PLACED;
  }

  /** Places an order. */
  static Order place(String customer, String item, long cents) {
    Order order = new Order(customer, item, cents);
    order.registerEvent(new OrderCreated(order.id, customer, cents));
    return order;
  }

  /** The payment service has its money. */
  Order paid(UUID by) {
    if (state == State.PAID) {
      throw new IllegalStateException("order " + id + " is paid twice: by " + payment + ", " + by);
    }
    state = State.PAID;
    payment = by;
    registerEvent(new OrderPaid(id, customer, item, cents, by));
    return this;
  }

  public UUID getId() {
    return id;
  }

  public String getCustomer() {
    return customer;
  }

  public String getItem() {
    return item;
  }

  public long getCents() {
    return cents;
  }

  public Instant getPlacedAt() {
    return placedAt;
  }

  public State getState() {
    return state;
  }

  /** Null as long as it is not paid. */
  public @Nullable UUID getPayment() {
    return payment;
  }
}
