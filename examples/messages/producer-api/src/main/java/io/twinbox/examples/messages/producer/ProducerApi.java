package io.twinbox.examples.messages.producer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The producer API, on port 3000. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
public class ProducerApi {

  /** Starts it. */
  public static void main(String[] args) {
    SpringApplication.run(ProducerApi.class, args);
  }
}
