package io.twinbox.systemtests;

import com.zaxxer.hikari.HikariDataSource;
import io.twinbox.jdbc.JdbcOutboxStore;
import io.twinbox.kafka.KafkaPublisher;
import io.twinbox.relay.Relay;
import io.twinbox.relay.RelayOptions;
import io.twinbox.relay.RelayStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A relay of a scene in this process, with connections of its own. Thread-safe. */
final class LocalNode implements AutoCloseable {
  private final HikariDataSource pool;
  private final KafkaPublisher publisher;
  private final Relay relay;

  private LocalNode(HikariDataSource pool, KafkaPublisher publisher, Relay relay) {
    this.pool = pool;
    this.publisher = publisher;
    this.relay = relay;
  }

  /** Starts a relay that runs until it is closed. */
  static LocalNode start(Scene scene, RelayOptions options) {
    return start(scene.url(), scene.kafka().clientProperties(), options, null);
  }

  /** Starts a relay that comes to an end before. */
  static LocalNode start(Scene scene, RelayOptions options, Halt halt) {
    return start(scene.url(), scene.kafka().clientProperties(), options, halt);
  }

  /** Starts a relay that comes to the database by another way, as far as it comes at all. */
  static LocalNode start(String url, Scene scene, RelayOptions options) {
    return start(url, scene.kafka().clientProperties(), options, null);
  }

  static LocalNode start(
      String url, Map<String, Object> kafka, RelayOptions options, @Nullable Halt halt) {
    HikariDataSource pool = Scene.pool(url, 4);
    JdbcOutboxStore store = JdbcOutboxStore.builder().dataSource(pool).build();
    KafkaPublisher publisher = KafkaPublisher.builder().properties(kafka).build();
    Relay.Builder builder = Relay.builder().name(Scene.RELAY).options(options);
    if (halt == null) {
      builder.store(store).publisher(publisher);
    } else {
      builder.store(new HaltingStore(store, halt)).publisher(new HaltingPublisher(publisher, halt));
    }
    Relay relay = builder.build();
    relay.start();
    return new LocalNode(pool, publisher, relay);
  }

  RelayStatus status() {
    return relay.status();
  }

  /**
   * What the end of the process would do to a halted relay: connections and producer are gone, what
   * the producer had not sent with them.
   */
  void abandon() {
    publisher.close();
    pool.close();
  }

  /** Stops gracefully. */
  @Override
  public void close() {
    relay.close();
    pool.close();
  }
}
