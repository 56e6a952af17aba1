package io.twinbox.demo;

import org.jspecify.annotations.Nullable;

/**
 * How far the orders are, for the demo's page. Immutable.
 *
 * @param ordered orders committed
 * @param told of them, in Kafka
 * @param paid of them, paid, and the payment in Kafka
 * @param confirmed payments that the order service has taken
 * @param kafka where Kafka's switch stands
 * @param console the console; null = it does not run (yet)
 * @param ending whether the demo is about to end
 */
record Standing(
    long ordered,
    long told,
    long paid,
    long confirmed,
    KafkaSwitch.Position kafka,
    @Nullable ConsoleAccess console,
    boolean ending) {

  /** As an object of JSON. */
  String json() {
    return """
    {"ordered":%d,"told":%d,"paid":%d,"confirmed":%d,"kafka":"%s","console":%s,"ending":%s}
    """
        .formatted(
            ordered,
            told,
            paid,
            confirmed,
            kafka,
            console == null ? "null" : console.json(),
            ending);
  }
}
