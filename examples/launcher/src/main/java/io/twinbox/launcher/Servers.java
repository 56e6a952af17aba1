package io.twinbox.launcher;

import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.launcher.Example.Service;
import io.twinbox.launcher.Example.Topic;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The servers of an example; those it does not need are null. Closed by whoever has begun them. */
record Servers(
    EmbeddedPostgres postgres,
    EmbeddedKafka kafka,
    @Nullable MailServer mail,
    @Nullable WebhookReceiver webhooks,
    @Nullable Redis redis)
    implements AutoCloseable {
  private static final String CONNECTIONS = "100";

  /** Starts those it needs, with its databases and topics. */
  static Servers begin(Example example) {
    CompletableFuture<EmbeddedKafka> starting =
        CompletableFuture.supplyAsync(() -> EmbeddedKafka.builder().quickStart().start());
    try {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder().fastUnsafe().set("max_connections", CONNECTIONS).start();
      example.databases().forEach(postgres::createDatabase);
      EmbeddedKafka kafka = starting.join();
      for (Topic topic : example.topics()) {
        kafka.createTopic(topic.name(), topic.partitions(), Map.of());
      }
      return new Servers(
          postgres,
          kafka,
          example.services().contains(Service.MAIL) ? MailServer.begin() : null,
          example.services().contains(Service.WEBHOOKS) ? WebhookReceiver.begin() : null,
          example.services().contains(Service.REDIS) ? Redis.begin() : null);
    } catch (CompletionException e) {
      throw new IllegalStateException("Kafka does not start", e.getCause());
    }
  }

  @Override
  public void close() {
    if (redis != null) {
      redis.close();
    }
    if (webhooks != null) {
      webhooks.close();
    }
    if (mail != null) {
      mail.close();
    }
    kafka.close();
    postgres.close();
  }
}
