package io.twinbox.spring.database;

import io.twinbox.jdbc.Installed;
import io.twinbox.jdbc.Schema;
import io.twinbox.jdbc.SchemaException;
import io.twinbox.jdbc.SchemaReport;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Installs the schema if asked to, and fails the start if it is not what it should be. The look at
 * it takes longer than all else of the starter, so it is taken while other beans are made; the
 * start does not get past it.
 */
final class InstalledSchema implements InitializingBean, SmartInitializingSingleton {
  private static final Logger LOG = LoggerFactory.getLogger(InstalledSchema.class);

  private final TwinboxDatabase database;
  private final SchemaProperties properties;
  private final boolean embedded;
  private @Nullable FutureTask<SchemaReport> report;

  InstalledSchema(TwinboxDatabase database, SchemaProperties properties, boolean embedded) {
    this.database = database;
    this.properties = properties;
    this.embedded = embedded;
  }

  @Override
  public void afterPropertiesSet() {
    Schema schema = Schema.named(database.schema());
    if (properties.installs(embedded)) {
      install(schema);
    }
    if (properties.verifies()) {
      FutureTask<SchemaReport> task = new FutureTask<>(() -> schema.verify(database.dataSource()));
      report = task;
      Thread thread = new Thread(task, "twinbox-schema-verify");
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  public void afterSingletonsInstantiated() {
    FutureTask<SchemaReport> task = report;
    if (task != null) {
      requireHealthy(result(task));
    }
  }

  private static SchemaReport result(FutureTask<SchemaReport> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the schema was verified", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("the schema could not be verified", e.getCause());
    }
  }

  private void install(Schema schema) {
    Duration retention = properties.retention();
    Installed installed =
        retention == null
            ? schema.install(database.dataSource())
            : schema.install(database.dataSource(), retention);
    LOG.info("Schema installed schema:{} outcome:{}", database.schema(), installed.outcome());
  }

  private static void requireHealthy(SchemaReport report) {
    if (!report.healthy()) {
      throw new SchemaException(
          report
              + "\n  Give its SQL to your migration tool (./twinbox schema print), or set"
              + " twinbox.schema.initialize=always.",
          null);
    }
  }
}
