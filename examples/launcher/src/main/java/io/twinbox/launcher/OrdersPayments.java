package io.twinbox.launcher;

import java.util.List;
import java.util.Set;

/** Orders are placed, paid by another service, and confirmed by mail and webhook. */
final class OrdersPayments implements Example {
  static final String ORDERS = "order-service";
  static final String PAYMENTS = "payment-service";

  private static final String WEBHOOK = "twinbox.channels.webhook.";
  private static final String HOME = "examples/orders-payments/";

  @Override
  public String name() {
    return "orders-payments";
  }

  @Override
  public String summary() {
    return "two services with JPA; an order is paid, and told by mail and webhook";
  }

  @Override
  public List<String> databases() {
    return List.of("orders", "payments");
  }

  @Override
  public List<Topic> topics() {
    return List.of(new Topic("order-events", 4), new Topic("payment-events", 4));
  }

  @Override
  public Set<Service> services() {
    return Set.of(Service.MAIL, Service.WEBHOOKS);
  }

  @Override
  public List<Application> applications() {
    return List.of(
        new Application(
            ORDERS,
            HOME + ORDERS,
            "io.twinbox.examples.orders.OrderService",
            8080,
            "/actuator/health/readiness",
            Application.SMALL_JVM,
            here ->
                database(here, "orders")
                    .property("spring.mail.host", "127.0.0.1")
                    .property("spring.mail.port", String.valueOf(here.smtpPort()))
                    .property("twinbox.channels.mail.security", "none")
                    // A receiver on this machine, and no TLS: allowed by name.
                    .property(WEBHOOK + "allow-plain-http", "true")
                    .property(WEBHOOK + "allowed-networks", "127.0.0.0/8")
                    .property(WEBHOOK + "endpoints.partner.url", here.webhooks().toString())
                    .environment("SHOP_WEBHOOK_SECRET", here.webhookSecret())),
        new Application(
            PAYMENTS,
            HOME + PAYMENTS,
            "io.twinbox.examples.payments.PaymentService",
            8081,
            "/actuator/health/readiness",
            Application.SMALL_JVM,
            here -> database(here, "payments")));
  }

  private static Settings database(Surroundings here, String name) {
    return Settings.none()
        .property("spring.datasource.url", here.jdbcUrl(name))
        .property("spring.kafka.bootstrap-servers", here.kafka());
  }

  @Override
  public List<String> toTry(Surroundings running) {
    String orders = running.url(ORDERS) + "/orders";
    String controls = running.controls();
    return List.of(
        "Place an order, and look at it until it is PAID:",
        "  curl -X POST " + orders + " -H 'Content-Type: application/json' \\",
        "    -d '{\"customer\": \"ada@example.com\", \"item\": \"kettle\", \"cents\": 2900}'",
        "  curl " + orders,
        "What the customer got by mail, and a partner by webhook:",
        "  curl " + controls + "/mails",
        "  curl " + controls + "/webhooks",
        "Stop the mail server (or webhooks, kafka, payment-service; kill works too), place another",
        "order: it is PAID all the same. The mail is tried ever more rarely, until you start it:",
        "  curl -X POST " + controls + "/mail/stop",
        "  curl -X POST " + controls + "/mail/start",
        "What waits, and why:",
        "  curl " + running.url(ORDERS) + "/actuator/twinbox");
  }
}
