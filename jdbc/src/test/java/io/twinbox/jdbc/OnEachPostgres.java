package io.twinbox.jdbc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A test class that runs on each PostgreSQL we test on, with a database of its own there.
 *
 * <pre>{@code
 * @OnEachPostgres
 * class StoreIT {
 *   private final PostgresFixture postgres;
 *
 *   StoreIT(PostgresFixture postgres) {
 *     this.postgres = postgres;
 *   }
 * }
 * }</pre>
 *
 * <p>The database is the same for all tests of the class and dropped after them. A test that wants
 * a clean log installs a schema of its own: {@link PostgresFixture#newSchema()}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@ArgumentsSource(PostgresFixtures.class)
@interface OnEachPostgres {}
