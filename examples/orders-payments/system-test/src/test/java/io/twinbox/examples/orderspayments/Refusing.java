package io.twinbox.examples.orderspayments;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A mail server that is busy: it answers 421 to whoever connects, and remembers when that was. */
final class Refusing implements AutoCloseable {
  private final ServerSocket socket;
  private final List<Instant> visits = new ArrayList<>();

  Refusing(int port) throws IOException {
    socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread thread = new Thread(this::refuse, "refusing");
    thread.setDaemon(true);
    thread.start();
  }

  private void refuse() {
    while (!socket.isClosed()) {
      try (Socket visitor = socket.accept()) {
        synchronized (visits) {
          visits.add(Instant.now());
        }
        visitor.getOutputStream().write("421 busy\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // closed, or the visitor has gone
      }
    }
  }

  /** The pauses between visits, so far. */
  List<Duration> pauses() {
    synchronized (visits) {
      List<Duration> pauses = new ArrayList<>();
      for (int i = 1; i < visits.size(); i++) {
        pauses.add(Duration.between(visits.get(i - 1), visits.get(i)));
      }
      return pauses;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
