package io.twinbox.examples.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Takes orders, tells of them, and hears when they are paid. */
@SpringBootApplication
public class OrderService {
  public static void main(String[] arguments) {
    SpringApplication.run(OrderService.class, arguments);
  }
}
