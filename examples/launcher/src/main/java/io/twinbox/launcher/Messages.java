package io.twinbox.launcher;

import java.util.List;
import java.util.Set;

/** Messages are posted, published, and stored once: the outbox tutorial, with Redis as a cache. */
final class Messages implements Example {
  static final String PRODUCER = "producer-api";
  static final String CONSUMER = "consumer-service";

  private static final String HOME = "examples/messages/";
  private static final String PACKAGE = "io.twinbox.examples.messages.";
  private static final String DATABASE = "messages";

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public String summary() {
    return "the outbox tutorial, made to last: a message is posted, published and stored once";
  }

  @Override
  public List<String> databases() {
    return List.of(DATABASE);
  }

  @Override
  public List<Topic> topics() {
    return List.of(new Topic("messages", 4));
  }

  @Override
  public Set<Service> services() {
    return Set.of(Service.REDIS);
  }

  @Override
  public List<Application> applications() {
    return List.of(
        new Application(
            PRODUCER,
            HOME + PRODUCER,
            PACKAGE + "producer.ProducerApi",
            3000,
            "/health",
            Application.SMALL_JVM,
            here ->
                servers(here)
                    .property("spring.data.redis.host", "127.0.0.1")
                    .property("spring.data.redis.port", String.valueOf(here.redisPort()))),
        new Application(
            CONSUMER,
            HOME + CONSUMER,
            PACKAGE + "consumer.ConsumerService",
            3001,
            "/health",
            Application.SMALL_JVM,
            Messages::servers));
  }

  private static Settings servers(Surroundings here) {
    return Settings.none()
        .property("spring.datasource.url", here.jdbcUrl(DATABASE))
        .property("spring.kafka.bootstrap-servers", here.kafka());
  }

  @Override
  public List<String> toTry(Surroundings running) {
    String api = running.url(PRODUCER);
    String controls = running.controls();
    return List.of(
        "Post a message, and look at what has become of it:",
        "  curl -X POST " + api + "/messages \\",
        "    -H 'Content-Type: application/json' -d '{\"content\": \"hola\"}'",
        "  curl " + api + "/eventos",
        "What the consumer has stored, each message once:",
        "  curl " + api + "/messages",
        "Stop Kafka (or consumer-service, redis; kill works too) and post another one: it is taken,",
        "and published within ten seconds after Kafka is back:",
        "  curl -X POST " + controls + "/kafka/stop",
        "  curl '" + api + "/eventos?estado=Error'",
        "  curl -X POST " + controls + "/kafka/start",
        "All of it, checked: examples/messages/walkthrough.sh");
  }
}
