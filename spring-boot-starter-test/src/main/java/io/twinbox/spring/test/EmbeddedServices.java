package io.twinbox.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the test's application a database and a Kafka, whatever {@code spring.datasource.*} and
 * {@code spring.kafka.*} say, and the beans {@link OutboxProbe}, {@link InboxProbe} and {@link
 * RecordFeed}. Both servers are real processes without containers; they start with the first such
 * test of the JVM, are shared by all, and end with it.
 *
 * <p>Each application context has a database of its own, into which {@code
 * twinbox.schema.initialize=embedded} (the default) installs the schema, and topics and consumer
 * groups of its own: their names get a prefix on the way to Kafka and lose it on the way back.
 * Tests of one context share what is in it.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EmbeddedServices {
  /** Partitions of a topic unless told otherwise. */
  int DEFAULT_PARTITIONS = 4;

  /** Topics that exist before the application starts: Twinbox creates none. */
  String[] topics() default {};

  /** Partitions of each of them, 1 or more. */
  int partitions() default DEFAULT_PARTITIONS;

  /**
   * Whether the context's topics and groups are its own. False where something else than Twinbox (a
   * {@code KafkaTemplate}, a {@code @KafkaListener}) must meet it by the names as they are;
   * contexts then see each other's records.
   */
  boolean ownTopics() default true;
}
