package io.twinbox.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.annotation.AliasFor;

/**
 * A test of the whole application, with a real PostgreSQL and a real Kafka: {@link SpringBootTest}
 * and {@link EmbeddedServices} in one.
 *
 * <pre>{@code
 * @TwinboxTest(topics = "order-events")
 * class OrdersTest {
 *   @Autowired Orders orders;
 *   @Autowired OutboxProbe outbox;
 *
 *   @Test
 *   void anOrderIsTold() {
 *     orders.place("o-1", "c-1", 42);
 *
 *     assertThat(outbox).appendedExactly(new OrderPlaced("o-1", "c-1", 42));
 *     assertThat(outbox).published(OrderPlaced.class);
 *   }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest
@EmbeddedServices
public @interface TwinboxTest {

  /** Topics that exist before the application starts. */
  @AliasFor(annotation = EmbeddedServices.class, attribute = "topics")
  String[] topics() default {};

  /** Partitions of each of them. */
  @AliasFor(annotation = EmbeddedServices.class, attribute = "partitions")
  int partitions() default EmbeddedServices.DEFAULT_PARTITIONS;

  /** Properties of the application, as {@code name=value}. */
  @AliasFor(annotation = SpringBootTest.class, attribute = "properties")
  String[] properties() default {};

  /** The application's classes; empty = found as {@link SpringBootTest} does. */
  @AliasFor(annotation = SpringBootTest.class, attribute = "classes")
  Class<?>[] classes() default {};

  /** Whether there is a web server. */
  @AliasFor(annotation = SpringBootTest.class, attribute = "webEnvironment")
  SpringBootTest.WebEnvironment webEnvironment() default SpringBootTest.WebEnvironment.MOCK;
}
