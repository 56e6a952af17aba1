package io.twinbox.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Gives a test of a slice ({@code @JdbcTest}, {@code @DataJpaTest}) the outbox on the slice's
 * database, with declared topics and events, and neither relay nor consumers: what is appended can
 * be asserted, and is not published. Put it beside {@link EmbeddedServices}.
 *
 * <p>The slice must keep that database, by {@code @AutoConfigureTestDatabase(replace = NONE)}, and
 * assertions need transactions that commit: {@code @Transactional(propagation = NOT_SUPPORTED)}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ImportAutoConfiguration
public @interface AutoConfigureTwinbox {}
