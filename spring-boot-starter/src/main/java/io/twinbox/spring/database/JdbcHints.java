package io.twinbox.spring.database;

import java.sql.Connection;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image does not find by itself in the modules below the starter. */
final class JdbcHints implements RuntimeHintsRegistrar {

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
    hints.resources().registerPattern("io/twinbox/jdbc/postgresql/*.sql");
    hints.resources().registerPattern("io/twinbox/jdbc/flyway/*.sql");
    // What handlers get is a wrapper that calls the real connection.
    hints.proxies().registerJdkProxy(Connection.class);
    hints
        .reflection()
        .registerType(Connection.class, MemberCategory.INVOKE_PUBLIC_METHODS)
        .registerTypeIfPresent(classLoader, "org.postgresql.core.BaseConnection");
  }
}
