package io.twinbox.spring.database;

import io.twinbox.jdbc.Installed;
import io.twinbox.jdbc.Schema;
import io.twinbox.jdbc.SchemaException;
import io.twinbox.jdbc.SchemaReport;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;

/** Installs the schema if asked to, and fails the start if it is not what it should be. */
final class InstalledSchema implements InitializingBean {
  private static final Logger LOG = LoggerFactory.getLogger(InstalledSchema.class);

  private final TwinboxDatabase database;
  private final SchemaProperties properties;
  private final boolean embedded;

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
      verify(schema);
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

  private void verify(Schema schema) {
    SchemaReport report = schema.verify(database.dataSource());
    if (!report.healthy()) {
      throw new SchemaException(
          report
              + "\n  Give its SQL to your migration tool (./twinbox schema print), or set"
              + " twinbox.schema.initialize=always.",
          null);
    }
  }
}
