package io.twinbox.spring.observe;

import io.twinbox.jdbc.DatabasePromises;
import io.twinbox.spring.database.TwinboxDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Logs once, when the application is ready, what is promised with the settings in force. In a
 * thread of its own: a database or a broker that does not answer holds up nobody's start. What
 * becomes ready later as a child of the application is none of its business.
 */
final class StartReport implements ApplicationListener<ApplicationReadyEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(StartReport.class);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final TwinboxDatabase database;
  private final InThisProcess ours;
  private final ApplicationContext context;

  StartReport(TwinboxDatabase database, InThisProcess ours, ApplicationContext context) {
    this.database = database;
    this.ours = ours;
    this.context = context;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent ready) {
    if (ready.getApplicationContext() != context) {
      return;
    }
    Thread thread = new Thread(this::log, "twinbox-start-report");
    thread.setDaemon(true);
    thread.start();
  }

  private void log() {
    try {
      awaitConsumers();
      LOG.info("Promises in force\n  {}", String.join("\n  ", lines()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Stopped meanwhile, as a rule. Whatever it is, it is no fault of what runs.
      LOG.warn("Promises in force are not known cause:{}", e.toString());
    }
  }

  /** A consumer asks Kafka about its topics before it has more to tell than what it does itself. */
  private void awaitConsumers() throws InterruptedException {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (System.nanoTime() < end && !consumersKnow()) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
  }

  private boolean consumersKnow() {
    return ours.consumerPromises().values().stream().allMatch(lines -> lines.size() > 1);
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>(ofDatabase());
    lines.addAll(ours.promises());
    return lines;
  }

  private List<String> ofDatabase() {
    try {
      return DatabasePromises.of(database.dataSource());
    } catch (SQLException e) {
      return List.of("of the database nothing is known yet: " + e.getMessage());
    }
  }
}
