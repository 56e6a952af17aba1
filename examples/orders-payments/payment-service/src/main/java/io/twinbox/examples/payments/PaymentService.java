package io.twinbox.examples.payments;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Hears of orders, pays them, and tells so. */
@SpringBootApplication
public class PaymentService {
  public static void main(String[] arguments) {
    SpringApplication.run(PaymentService.class, arguments);
  }
}
