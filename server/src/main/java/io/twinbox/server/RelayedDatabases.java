package io.twinbox.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.twinbox.console.ConsoleDatabase;
import io.twinbox.console.live.LagWindows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The databases of the server. They start side by side and stop side by side, after the web server:
 * what is in flight is settled before the process ends.
 */
final class RelayedDatabases implements SmartLifecycle {
  private final List<RelayedDatabase> databases;
  private volatile boolean running;

  private RelayedDatabases(List<RelayedDatabase> databases) {
    this.databases = databases;
  }

  static RelayedDatabases of(
      Map<String, Map<String, Object>> settings,
      ConfigurableApplicationContext parent,
      LagWindows lags,
      Supplier<@Nullable MeterRegistry> meters) {
    return new RelayedDatabases(
        settings.entrySet().stream()
            .map(
                entry ->
                    new RelayedDatabase(
                        entry.getKey(),
                        DatabaseSettings.of(entry.getKey(), entry.getValue()),
                        parent,
                        lags.of(entry.getKey()),
                        meters))
            .toList());
  }

  List<ConsoleDatabase> console() {
    return databases.stream().map(RelayedDatabase::console).toList();
  }

  Map<String, HealthIndicator> health() {
    Map<String, HealthIndicator> health = new LinkedHashMap<>();
    databases.forEach(database -> health.put(database.name(), database::health));
    return health;
  }

  @Override
  public void start() {
    databases.forEach(RelayedDatabase::start);
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    databases.parallelStream().forEach(RelayedDatabase::stop);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Behind the web server, which stops first. */
  @Override
  public int getPhase() {
    return io.twinbox.spring.relay.RelayLifecycle.PHASE;
  }
}
