package io.twinbox.spring.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.Message;
import io.twinbox.admin.InboxAdmin;
import io.twinbox.admin.InboxFilter;
import io.twinbox.admin.InboxItem;
import io.twinbox.devservices.EmbeddedKafka;
import io.twinbox.devservices.EmbeddedPostgres;
import io.twinbox.devservices.PostgresVersion;
import io.twinbox.inbox.InboxContext;
import io.twinbox.inbox.InboxState;
import io.twinbox.inbox.InboxStatus;
import io.twinbox.spring.InboxHandler;
import io.twinbox.spring.SpringOutbox;
import io.twinbox.spring.inbox.InboxLifecycle;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Handlers of a real application with JPA. */
class HandlersIT {
  private static final String RUN = "-" + UUID.randomUUID();
  private static final int MEMBERS = 2;
  private static ConfigurableApplicationContext app;

  private final SpringOutbox outbox = app.getBean(SpringOutbox.class);

  @BeforeAll
  static void start() {
    EmbeddedKafka kafka = EmbeddedKafka.shared();
    kafka.createTopic("accounts" + RUN, 1, Map.of());
    kafka.createTopic("parallel" + RUN, MEMBERS, Map.of());
    app =
        new SpringApplication(Application.class)
            .run(
                "--spring.datasource.url="
                    + EmbeddedPostgres.shared(PostgresVersion.V18).createDatabase(),
                "--spring.kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--spring.kafka.consumer.properties.group.instance.id=node" + RUN,
                "--spring.jpa.hibernate.ddl-auto=create",
                "--twinbox.schema.initialize=always",
                "--twinbox.inbox.consumers.accounts.not-worth-retrying="
                    + DataIntegrityViolationException.class.getName()
                    + ","
                    + ConstraintViolationException.class.getName(),
                "--twinbox.inbox.consumers.parallel.concurrency=" + MEMBERS,
                "--run=" + RUN);
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  /** The second one asks JPA something, and JPA would flush what the first one has left. */
  @Test
  void aConstraintThatAHandlerBreaksIsItsOwnFailureAndNotThatOfTheNext() {
    UUID taken = append("accounts", "open", "a");
    await().untilAsserted(() -> assertThat(handlers().counted).containsKey(taken));

    UUID[] both = appendTogether("open", "a", "count", "b");
    UUID guilty = both[0];
    UUID innocent = both[1];

    await().untilAsserted(() -> assertThat(handlers().counted).containsKey(innocent));
    await()
        .untilAsserted(
            () -> assertThat(dead("accounts")).extracting(InboxItem::messageId).contains(guilty));
    assertThat(dead("accounts")).extracting(InboxItem::messageId).containsExactly(guilty);
    assertThat(handlers().counted.get(innocent)).isEqualTo(1);
  }

  @Test
  void aConsumerWithSeveralMembersHandlesAsManyRecordsAtOnce() {
    IntStream.range(0, 20).forEach(no -> append("parallel", "any", "k-" + no));

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(status().handled()).isEqualTo(20));

    assertThat(handlers().threads).hasSize(MEMBERS);
    assertThat(status().partitions()).isEqualTo(MEMBERS);
    assertThat(status().state()).isEqualTo(InboxState.RUNNING);
    assertThat(app.getBean(InboxLifecycle.class).names()).contains("parallel", "accounts");
    assertThat(dead("parallel")).isEmpty();
  }

  private static InboxStatus status() {
    return app.getBean(InboxLifecycle.class).status().get("parallel");
  }

  private static Handlers handlers() {
    return app.getBean(Handlers.class);
  }

  private static List<InboxItem> dead(String consumer) {
    return app.getBean(InboxAdmin.class).list(InboxFilter.deadLetters(consumer), 0, 10);
  }

  private UUID append(String topic, String type, String key) {
    Message message = Message.builder().topic(topic + RUN).type(type).key(key).text(key).build();
    tx().executeWithoutResult(status -> outbox.append(message));
    return message.id();
  }

  /** In one transaction, and so in one batch, and in one chunk of the consumer. */
  private UUID[] appendTogether(String... typesAndKeys) {
    List<Message> messages =
        IntStream.range(0, typesAndKeys.length / 2)
            .mapToObj(
                no ->
                    Message.builder()
                        .topic("accounts" + RUN)
                        .type(typesAndKeys[2 * no])
                        .key(typesAndKeys[2 * no + 1])
                        .text(typesAndKeys[2 * no + 1])
                        .build())
            .toList();
    tx().executeWithoutResult(status -> outbox.append(messages));
    return messages.stream().map(Message::id).toArray(UUID[]::new);
  }

  private static TransactionTemplate tx() {
    return new TransactionTemplate(app.getBean(PlatformTransactionManager.class));
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EntityScan(basePackageClasses = Account.class)
  static class Application {
    @Bean
    Handlers handlers(EntityManager entities) {
      return new Handlers(entities);
    }
  }

  static class Handlers {
    private final Map<UUID, Integer> counted = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final CountDownLatch all = new CountDownLatch(MEMBERS);
    private final EntityManager entities;

    Handlers(EntityManager entities) {
      this.entities = entities;
    }

    @InboxHandler(consumer = "accounts", topics = "accounts${run}", types = "open")
    void open(byte[] account, InboxContext context) {
      entities.persist(new Account(context.key().orElseThrow()));
      counted.merge(context.id(), 1, Integer::sum);
    }

    @InboxHandler(consumer = "accounts", topics = "accounts${run}", types = "count")
    void count(byte[] account, InboxContext context) {
      entities.createQuery("SELECT a FROM Account a").getResultList();
      counted.put(context.id(), context.attempt());
    }

    /** Goes on when each member has something in hand. */
    @InboxHandler(consumer = "parallel", topics = "parallel${run}")
    void take(byte[] any) throws InterruptedException {
      if (threads.add(Thread.currentThread())) {
        all.countDown();
      }
      if (!all.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("alone");
      }
    }
  }
}
