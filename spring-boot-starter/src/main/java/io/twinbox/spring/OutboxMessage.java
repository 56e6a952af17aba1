package io.twinbox.spring;

import io.twinbox.Message;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares where events of a class go, beside the class: what a bean of type {@code Topic} declares
 * elsewhere. Payloads are JSON, written by the application's mapper.
 *
 * <pre>{@code
 * @OutboxMessage(topic = "order-events", key = "customer.id")
 * public record OrderPlaced(String order, Customer customer) {}
 * }</pre>
 *
 * <p>Found in the application's packages at the start, and wherever such an event is appended. On
 * an interface or a class it also counts for what extends it, unless that declares its own; the
 * type of the message is that of the event's own class.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OutboxMessage {

  /** Name of the topic. May be a placeholder. */
  String topic();

  /**
   * The property that is the ordering key, as a path: {@code orderId}, {@code customer.id}. Empty =
   * no key, no order. A value that is null is no key either; all others are taken as text.
   */
  String key() default "";

  /** Kind of message; empty = the simple name of the event's class. */
  String type() default "";

  /** Kind of destination. */
  String channel() default Message.DEFAULT_CHANNEL;
}
