package io.twinbox.examples.messages.consumer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The consumer service, on port 3001. */
@SpringBootApplication(proxyBeanMethods = false)
public class ConsumerService {

  /** Starts it. */
  public static void main(String[] args) {
    SpringApplication.run(ConsumerService.class, args);
  }
}
