package io.twinbox.demo;

import io.twinbox.checker.Lag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What can be watched while the demo goes on: its page with Kafka's switch, and the console.
 * Thread-safe after {@link #open}.
 */
final class Show implements AutoCloseable {
  private static final Duration CONSOLE_LIMIT = Duration.ofMinutes(5);
  private static final long COUNT_MILLIS = 500;
  private static final String[] JVM_OPTIONS = {
    "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"
  };

  private final ShowSettings settings;
  private final Service orders;
  private final Service payments;
  private final Progress progress;
  private final KafkaSwitch kafka;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable ConsoleAccess access;
  private @Nullable DemoPage page;
  private @Nullable ConsoleNode console;
  private long confirmed;
  private long countedAt;

  private Show(
      ShowSettings settings, Stage stage, Service orders, Service payments, Progress progress) {
    this.settings = settings;
    this.orders = orders;
    this.payments = payments;
    this.progress = progress;
    kafka =
        new KafkaSwitch(
            stage::stopKafka,
            stage::startKafka,
            failure -> progress.say("Kafka's switch failed: %s", failure));
  }

  /** Opens it, as far as the settings want; the console comes when it is ready. */
  static Show open(
      ShowSettings settings,
      Stage stage,
      Service orders,
      Service payments,
      Path logs,
      Progress progress) {
    Show show = new Show(settings, stage, orders, payments, progress);
    if (settings.open()) {
      show.openPage();
      ConsoleClassPath.find()
          .ifPresentOrElse(
              classPath -> show.startConsole(classPath, stage, logs),
              () -> progress.say("no console: the server is not built"));
    }
    return show;
  }

  private void openPage() {
    page =
        DemoPage.open(
            settings.port(),
            this::standing,
            Map.of("stop", kafka::stop, "start", kafka::start, "finish", this::end));
    progress.say("watch it, stop Kafka, start it again: %s", page.address());
  }

  private void startConsole(String classPath, Stage stage, Path logs) {
    int port = settings.port() == 0 ? freePort() : settings.port() + 1;
    ConsoleSettings told =
        new ConsoleSettings(
            port,
            stage.jdbcUrl(ServiceName.ORDERS),
            stage.jdbcUrl(ServiceName.PAYMENTS),
            stage.bootstrapServers());
    ConsoleNode node = ConsoleNode.start(classPath, told, logs.resolve("console.log"), JVM_OPTIONS);
    console = node;
    Thread waiting = new Thread(() -> announce(node, port), "console-ready");
    waiting.setDaemon(true);
    waiting.start();
  }

  /** The demo does not wait for its console: orders flow meanwhile. */
  private void announce(ConsoleNode node, int port) {
    try {
      node.awaitReady(CONSOLE_LIMIT);
      String address = "http://localhost:" + port + "/twinbox/";
      access = new ConsoleAccess(address, node.user(), node.password());
      progress.say("the console: %s user %s, password %s", address, node.user(), node.password());
    } catch (IllegalStateException e) {
      progress.say("no console: %s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  private synchronized Standing standing() {
    Lag told = orders.told().lag();
    Lag paid = payments.ofOrders().lag();
    long now = System.nanoTime() / 1_000_000;
    if (now - countedAt > COUNT_MILLIS) {
      confirmed = orders.handled();
      countedAt = now;
    }
    return new Standing(
        told.committed(),
        told.committed() - told.outstanding(),
        paid.committed() - paid.outstanding(),
        confirmed,
        kafka.position(),
        access,
        ended.getCount() == 0);
  }

  private boolean end() {
    boolean first = ended.getCount() > 0;
    ended.countDown();
    return first;
  }

  /** Waits until somebody ends a live demo: by Enter, or at the page. */
  void awaitEnd() throws InterruptedException {
    if (!settings.live()) {
      return;
    }
    progress.say("orders go on until you press Enter, or end the demo at its page");
    Thread reader = new Thread(this::readEnter, "enter");
    reader.setDaemon(true);
    reader.start();
    ended.await();
  }

  private void readEnter() {
    try {
      int letter = System.in.read();
      while (letter >= 0 && letter != '\n') {
        letter = System.in.read();
      }
      if (letter >= 0) {
        end();
      }
    } catch (IOException e) {
      // no input, no Enter: the page is left
    }
  }

  /** What somebody has stopped runs again, or nothing could drain. */
  void turnKafkaOn() throws InterruptedException {
    if (!kafka.turnOn()) {
      throw new IllegalStateException("Kafka does not start again");
    }
  }

  @Override
  public void close() {
    if (page != null) {
      page.close();
    }
    if (console != null) {
      console.close();
    }
    kafka.close();
  }
}
