package io.twinbox.consoletests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.twinbox.devservices.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Lets the tests in Node do to Kafka what a bad night does: {@code POST /stop}, {@code /start}. */
final class KafkaControl implements AutoCloseable {
  private final EmbeddedKafka kafka;
  private final HttpServer server;
  private final ExecutorService worker = Executors.newSingleThreadExecutor();

  KafkaControl(EmbeddedKafka kafka) throws IOException {
    this.kafka = kafka;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(worker);
    server.createContext("/stop", exchange -> answer(exchange, kafka::stop));
    server.createContext("/start", exchange -> answer(exchange, kafka::start));
    server.start();
  }

  private static void answer(HttpExchange exchange, Runnable act) throws IOException {
    try (exchange) {
      act.run();
      exchange.sendResponseHeaders(204, -1);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Kafka runs again, whatever the tests have left behind. */
  @Override
  public void close() {
    server.stop(0);
    worker.shutdownNow();
    if (!kafka.isRunning()) {
      kafka.start();
    }
  }
}
