package io.twinbox.examples.orders;

import io.twinbox.spring.InboxHandler;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What can happen to orders. Each method is one transaction: the order and all it tells. */
@Service
public class Orders {
  private final OrderRepository repository;

  Orders(OrderRepository repository) {
    this.repository = repository;
  }

  /** Places an order, and tells the payment service. */
  @Transactional
  public Order place(String customer, String item, long cents) {
    return repository.save(Order.place(customer, item, cents));
  }

  /** Hears of a payment: once, however often Kafka delivers it. */
  @InboxHandler(consumer = "order-service", topics = "payment-events")
  void on(PaymentCompleted event) {
    repository.save(order(event.order()).paid(event.payment()));
  }

  private Order order(UUID id) {
    return repository
        .findById(id)
        .orElseThrow(() -> new NoSuchElementException("a payment for no order of ours: " + id));
  }
}
