package io.twinbox.examples.orderspayments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinbox.devservices.EmbeddedProgram;
import io.twinbox.launcher.ClassPaths;
import io.twinbox.launcher.Example;
import io.twinbox.launcher.Examples;
import io.twinbox.launcher.Launcher;
import io.twinbox.launcher.Ports;
import io.twinbox.launcher.RunningExample;
import io.twinbox.launcher.WebhookReceiver.Attempt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Both services as they are started by {@code ./twinbox example orders-payments}. */
class OrdersPaymentsIT {
  private static final Path ROOT = Path.of("..", "..", "..");
  private static final int LONG_ROUNDS = 20;
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(4);

  private static RunningExample example;
  private static Shop shop;
  private static Books books;
  private static Told told;

  @BeforeAll
  static void start() {
    Example description = Examples.find("orders-payments").orElseThrow();
    example = new Launcher(description, ClassPaths.built(ROOT, "target")).ports(Ports.FREE).start();
    shop = new Shop(example);
    books = new Books(example);
    told = new Told(example);
  }

  @AfterAll
  static void end() throws Exception {
    if (example != null) {
      for (String service : List.of("order-service", "payment-service")) {
        Path log = Path.of("target", service + ".log");
        Files.copy(example.application(service).log(), log, StandardCopyOption.REPLACE_EXISTING);
      }
      example.close();
    }
  }

  @Test
  void anOrderIsPaidAndToldByMailAndWebhook() throws Exception {
    String order = shop.place("ada@example.com", "kettle");

    await().until(() -> isPaid(order));
    await().until(() -> told.byMail().containsKey(order) && told.byWebhook().containsKey(order));
    assertThat(shop.list().get(0).get("id").asString()).isEqualTo(order);
    assertThat(books.paidOrders()).containsOnlyOnce(order);
    assertThat(told.byMail().get(order)).allMatch(id -> id.endsWith("@shop.example>"));
    assertThat(example.webhookReceiver().deliveries()).allMatch(it -> it.genuine());
  }

  @Test
  void nonsenseIsRefusedAndAnUnknownOrderIsNotThere() throws Exception {
    assertThat(shop.post("{\"customer\": \"nobody\", \"item\": \"\", \"cents\": 0}").statusCode())
        .isEqualTo(400);
    assertThat(shop.post("{").statusCode()).isEqualTo(400);
    assertThat(shop.get("/orders/7b5c1e58-0000-4000-8000-000000000000").statusCode())
        .isEqualTo(404);
  }

  @Test
  void aMailServerThatIsDownHoldsUpMailsOnlyAndIsAskedEverMoreRarely() throws Exception {
    example.mail().stop();
    String order;
    try (Refusing busy = new Refusing(example.smtpPort())) {
      order = shop.place("bob@example.com", "teapot");
      await().atMost(Duration.ofSeconds(20)).until(() -> isPaid(order));
      await().until(() -> told.byWebhook().containsKey(order));
      await().until(() -> busy.pauses().size() >= 3);
      assertThat(relay("order-service").get("backlog").asLong()).isZero();
      assertThat(relay("order-service").get("oldestAge").asString()).isEqualTo("PT0S");
      assertThat(told.byMail()).doesNotContainKey(order);
      assertEverRarer(busy.pauses());
    } finally {
      example.mail().start();
    }
    await().until(() -> told.byMail().containsKey(order));
  }

  @Test
  void aWebhookThatFailsIsTriedAgainEverMoreRarelyWithTheSameId() throws Exception {
    example.webhookReceiver().answer(503);
    String order = shop.place("eve@example.com", "pan");
    try {
      await().until(() -> isPaid(order) && told.byMail().containsKey(order));
      await().until(() -> attempts(503).size() >= 4);
    } finally {
      example.webhookReceiver().answer(200);
    }
    await().until(() -> told.byWebhook().containsKey(order));
    String id = told.byWebhook().get(order).iterator().next();
    List<Instant> times =
        attempts(503).stream().filter(it -> it.id().equals(id)).map(Attempt::at).toList();
    List<Duration> pauses = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      pauses.add(Duration.between(times.get(i - 1), times.get(i)));
    }
    assertThat(pauses).hasSizeGreaterThanOrEqualTo(3);
    assertEverRarer(pauses);
  }

  /** Each part is killed once while customers order. */
  @Test
  void whateverIsKilledEachOrderIsPaidOnceAndToldAtLeastOnce() throws Exception {
    Random random = new Random(20_261_121);
    try (Customers customers = new Customers(shop, 3)) {
      kill(inSomeOrder(random), customers, random);
    }
    assertAllIsWell();
  }

  @Test
  @Tag("soak")
  void whateverIsKilledForLongEachOrderIsPaidOnceAndToldAtLeastOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (Customers customers = new Customers(shop, 4)) {
      for (int round = 0; round < LONG_ROUNDS; round++) {
        kill(inSomeOrder(random), customers, random);
      }
    }
    assertAllIsWell();
  }

  @Test
  @Tag("soak")
  void mailsAndWebhooksThatFailForAMinuteLeaveKafkaAlone() throws Exception {
    try (Customers customers = new Customers(shop, 4)) {
      customers.awaitMore(20);
      example.mail().stop();
      example.webhookReceiver().answer(503);
      Instant end = Instant.now().plusSeconds(60);
      await()
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                Duration lag = Duration.parse(relay("order-service").get("oldestAge").asString());
                assertThat(lag).isLessThan(Duration.ofSeconds(5));
                return Instant.now().isAfter(end);
              });
      customers.awaitMore(20);
    } finally {
      example.mail().start();
      example.webhookReceiver().answer(200);
    }
    assertAllIsWell();
  }

  private interface Blow {
    void fall(Customers customers) throws Exception;
  }

  private static List<Blow> inSomeOrder(Random random) {
    List<Blow> blows =
        new ArrayList<>(
            List.of(
                OrdersPaymentsIT::killTheOrderService,
                OrdersPaymentsIT::killThePaymentService,
                OrdersPaymentsIT::killKafka));
    Collections.shuffle(blows, random);
    return blows;
  }

  private static void kill(List<Blow> blows, Customers customers, Random random) throws Exception {
    for (Blow blow : blows) {
      customers.awaitMore(10 + random.nextInt(15));
      blow.fall(customers);
    }
    customers.awaitMore(5);
  }

  private static void killTheOrderService(Customers customers) throws Exception {
    awaitUnpaid();
    revive(example.application("order-service"));
  }

  /**
   * With many orders before it, in the moment in which its first payment is there: if these were
   * not one transaction with the notes that they are made, or if their offsets were all that tells,
   * they would be made again.
   */
  private static void killThePaymentService(Customers customers) throws Exception {
    EmbeddedProgram service = example.application("payment-service");
    int before;
    service.pause();
    try {
      customers.awaitMore(30);
      before = books.paidOrders().size();
    } finally {
      service.resume();
    }
    await().pollInterval(Duration.ofMillis(1)).until(() -> books.paidOrders().size() > before);
    revive(service);
  }

  private static void killKafka(Customers customers) throws Exception {
    awaitUnpaid();
    example.broker().kill();
    example.broker().start();
  }

  /** The blow falls in the middle of the work. */
  private static void awaitUnpaid() {
    await().pollInterval(Duration.ofMillis(1)).until(() -> !books.unpaidOrders().isEmpty());
  }

  private static void revive(EmbeddedProgram service) {
    service.kill();
    service.start();
  }

  private static void assertAllIsWell() throws Exception {
    List<String> orders = books.orders();
    await().atMost(LONGEST_WAIT).until(() -> books.unpaidOrders().isEmpty());
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                told.byMail().keySet().containsAll(orders)
                    && told.byWebhook().keySet().containsAll(orders));

    assertThat(books.paidOrders()).containsExactlyInAnyOrderElementsOf(orders);
    assertThat(books.paymentsAsOrdersKnowThem())
        .containsExactlyInAnyOrderElementsOf(books.paymentsAsPaymentsKnowThem());
    assertRecognisable(told.byMail(), orders);
    assertRecognisable(told.byWebhook(), orders);
  }

  /** What was told twice has the same id both times. */
  private static void assertRecognisable(Map<String, Set<String>> told, List<String> orders) {
    assertThat(told.keySet()).containsExactlyInAnyOrderElementsOf(orders);
    assertThat(told).allSatisfy((order, ids) -> assertThat(ids).hasSize(1));
  }

  /** They double, with a jitter, until they have reached their limit. */
  private static void assertEverRarer(List<Duration> pauses) {
    Duration last = pauses.get(pauses.size() - 1);
    assertThat(last).as("of %s", pauses).isGreaterThan(pauses.get(0).multipliedBy(3).dividedBy(2));
  }

  private static List<Attempt> attempts(int answer) {
    return example.webhookReceiver().attempts().stream()
        .filter(attempt -> attempt.answer() == answer)
        .toList();
  }

  private static boolean isPaid(String order) throws Exception {
    return shop.show(order).get("state").asString().equals("PAID");
  }

  private static JsonNode relay(String name) throws Exception {
    for (JsonNode relay : shop.relays()) {
      if (relay.get("name").asString().equals(name)) {
        return relay;
      }
    }
    throw new AssertionError("no relay " + name);
  }
}
