package io.twinbox.server;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.twinbox.console.ConsoleDatabase;
import io.twinbox.console.boot.DatabasePorts;
import io.twinbox.console.live.LagWindow;
import io.twinbox.relay.RelayState;
import io.twinbox.relay.RelayStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * A database with its relays, in a context of its own: the same beans an application with the
 * starter has. If that does not start, for the database is away or has no schema yet, it is tried
 * again until it does; the other databases do not notice. Thread-safe.
 */
final class RelayedDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(RelayedDatabase.class);

  private static final long FIRST_PAUSE_SECONDS = 2;
  private static final long LONGEST_PAUSE_SECONDS = 60;

  private final String name;
  private final MapPropertySource settings;
  private final ConfigurableApplicationContext parent;
  private final LagWindow lag;
  private final Supplier<@Nullable MeterRegistry> meters;
  private final HikariDataSource consolePool;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile @Nullable ConfigurableApplicationContext context;
  private volatile @Nullable String failure;
  private @Nullable Thread starting;

  RelayedDatabase(
      String name,
      MapPropertySource settings,
      ConfigurableApplicationContext parent,
      LagWindow lag,
      Supplier<@Nullable MeterRegistry> meters) {
    this.name = name;
    this.settings = settings;
    this.parent = parent;
    this.lag = lag;
    this.meters = meters;
    this.consolePool = ConsolePool.of(name, environment());
  }

  String name() {
    return name;
  }

  private StandardEnvironment environment() {
    StandardEnvironment environment = new StandardEnvironment();
    environment.merge(parent.getEnvironment());
    environment.getPropertySources().addFirst(settings);
    // The parent's view of its sources was merged too, and would hide this one.
    ConfigurationPropertySources.attach(environment);
    return environment;
  }

  /** The console's ports: with connections of their own, for they look also while nothing runs. */
  ConsoleDatabase console() {
    return DatabasePorts.of(
        name,
        consolePool,
        environment().getProperty("twinbox.schema.name", DatabasePorts.DEFAULT_SCHEMA),
        this::relays,
        this::promises);
  }

  synchronized void start() {
    if (starting == null) {
      starting = new Thread(this::startUntilItRuns, "twinbox-start-" + name);
      starting.start();
    }
  }

  private void startUntilItRuns() {
    long pause = FIRST_PAUSE_SECONDS;
    try {
      while (!startOnce() && !stopping.await(pause, TimeUnit.SECONDS)) {
        pause = Math.min(pause * 2, LONGEST_PAUSE_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean startOnce() {
    AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
    try {
      child.setEnvironment(environment());
      child.setParent(parent);
      ConfigurationPropertySources.attach(child.getEnvironment());
      child.setId("database-" + name);
      child.register(DatabaseContext.class);
      child.registerBean(LagWindow.class, () -> lag);
      child.refresh();
      bindMeters(child);
      context = child;
      failure = null;
      LOG.info("Database is relayed database:{}\n  {}", name, String.join("\n  ", promises()));
      return true;
    } catch (RuntimeException e) {
      failure = rootOf(e);
      LOG.warn("Database is not relayed yet, tried again database:{} cause:{}", name, failure);
      child.close();
      return false;
    }
  }

  private static String rootOf(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private void bindMeters(ConfigurableApplicationContext child) {
    MeterRegistry all = meters.get();
    if (all != null) {
      CompositeMeterRegistry tagged = new CompositeMeterRegistry();
      tagged.config().commonTags(Tags.of("database", name));
      tagged.add(all);
      child.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(tagged));
    }
  }

  void stop() {
    stopping.countDown();
    Thread thread;
    synchronized (this) {
      thread = starting;
    }
    try {
      if (thread != null) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ConfigurableApplicationContext child = context;
    if (child != null) {
      child.close();
    }
    consolePool.close();
  }

  private <T> List<T> beans(Class<T> type) {
    ConfigurableApplicationContext child = context;
    return child == null || !child.isActive()
        ? List.of()
        : List.copyOf(child.getBeansOfType(type).values());
  }

  List<RelayStatus> relays() {
    return beans(RelaysHere.class).stream().flatMap(relays -> relays.status().stream()).toList();
  }

  private List<String> promises() {
    return beans(RelaysHere.class).stream().flatMap(relays -> relays.promises().stream()).toList();
  }

  /** DOWN only where a person is needed; what waits is a detail, and the console's business. */
  Health health() {
    List<RelayStatus> relays = relays();
    Optional<RelayStatus> halted =
        relays.stream().filter(relay -> relay.state() == RelayState.HALTED).findFirst();
    Health.Builder health = halted.isPresent() ? Health.down() : Health.up();
    if (context == null) {
      health = Health.outOfService().withDetail("state", "STARTING");
      String cause = failure;
      if (cause != null) {
        health.withDetail("cause", cause);
      }
    }
    for (RelayStatus relay : relays) {
      health.withDetail(relay.name(), relay.state());
    }
    return health.build();
  }
}
