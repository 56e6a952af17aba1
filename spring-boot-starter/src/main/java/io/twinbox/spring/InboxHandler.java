package io.twinbox.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that handles what Kafka delivers, once each: in a Spring transaction that also holds the
 * message's id, so that repositories, {@code JdbcClient} and {@link SpringOutbox#append} take part.
 *
 * <pre>{@code
 * @InboxHandler(consumer = "payments", topics = "order-events")
 * void on(OrderPlaced event) { … }
 * }</pre>
 *
 * <p>Parameters, in any order: the event; {@link io.twinbox.inbox.InboxContext}; {@link
 * java.sql.Connection}. A {@code List} of events, or of {@link io.twinbox.inbox.Delivery}, makes it
 * a handler of batches. An event of type {@code byte[]} gets the bytes as they are. Nothing is
 * returned. What the method throws rolls its effects back, and the record is tried again.
 *
 * <p>All methods of one consumer belong together, wherever they stand: their topics are read by one
 * consumer group of that name. Each type has one handler.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface InboxHandler {

  /** Name of the consumer: its group and its ledger. Never to be changed. May be a placeholder. */
  String consumer();

  /** Topics to read. May be placeholders; those of all methods of the consumer count. */
  String[] topics();

  /**
   * The types of message that are handled; empty = the simple name of the event's class, and for
   * {@code byte[]} all types that nobody else handles.
   */
  String[] types() default {};
}
