/**
 * Real PostgreSQL and real Kafka as child processes, for tests, demonstrations and benchmarks. No
 * container engine is needed: the programs come out of this module's jar.
 *
 * <p>A fresh database on a server shared by all tests of this JVM:
 *
 * <pre>{@code
 * class OrdersIT {
 *   static final EmbeddedPostgres POSTGRES = EmbeddedPostgres.shared(PostgresVersion.V18);
 *   final String url = POSTGRES.createDatabase();
 *
 *   @Test
 *   void storesAnOrder() throws SQLException {
 *     try (Connection connection = DriverManager.getConnection(url)) { ... }
 *   }
 * }
 * }</pre>
 *
 * <p>A server of one's own, to be killed and restarted on the same data:
 *
 * <pre>{@code
 * try (EmbeddedPostgres postgres =
 *     EmbeddedPostgres.builder().set("max_connections", "50").start()) {
 *   String url = postgres.createDatabase("orders");
 *   postgres.kill();
 *   postgres.start(); // same data, same port: the URL is still good
 * }
 * }</pre>
 *
 * <p>Kafka has the same verbs:
 *
 * <pre>{@code
 * try (EmbeddedKafka kafka = EmbeddedKafka.builder().start()) {
 *   kafka.createTopic("orders", 8, Map.of("retention.ms", "-1"));
 *   properties.put("bootstrap.servers", kafka.bootstrapServers());
 *   kafka.pause(); // the broker hangs: connections stay open, nothing answers
 *   kafka.resume();
 * }
 * }</pre>
 *
 * <p>{@link io.twinbox.devservices.TcpProxy} stands between a client and a server and cuts, delays
 * or swallows what passes.
 *
 * <p>Nothing outlives the JVM: a shutdown hook ends the servers, and a small guardian process does
 * so when the JVM itself is killed.
 */
@NullMarked
package io.twinbox.devservices;

import org.jspecify.annotations.NullMarked;
