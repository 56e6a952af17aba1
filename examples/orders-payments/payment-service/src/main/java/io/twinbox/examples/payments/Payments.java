package io.twinbox.examples.payments;

import io.twinbox.spring.InboxHandler;
import org.springframework.stereotype.Service;

/** Pays what is ordered. */
@Service
public class Payments {
  private final PaymentRepository repository;

  Payments(PaymentRepository repository) {
    this.repository = repository;
  }

  /**
   * Hears of an order. The payment, what it tells and the note that this order was heard of are one
   * transaction: however often Kafka delivers it, it is paid once.
   */
  @InboxHandler(consumer = "payment-service", topics = "order-events")
  void on(OrderCreated order) {
    repository.save(Payment.of(order));
  }
}
