package io.twinbox.spring.test;

import io.twinbox.spring.events.TwinboxEventsAutoConfiguration;
import io.twinbox.spring.topics.TwinboxTopicsAutoConfiguration;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Gives a test of a part of the application an outbox in memory: neither a database nor Kafka is
 * needed. Put it beside {@code @SpringJUnitConfig} or any slice annotation. Declared topics, events
 * of the application and, in a slice with JPA, those of entities work as in the real one; {@link
 * OutboxProbe} tells what was appended. Where the slice has no transaction manager there is one
 * that has transactions and no database.
 *
 * <p>Handlers are methods: call them.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ImportAutoConfiguration({
  TwinboxTopicsAutoConfiguration.class,
  InMemoryTwinboxAutoConfiguration.class,
  TwinboxEventsAutoConfiguration.class
})
public @interface InMemoryTwinbox {}
