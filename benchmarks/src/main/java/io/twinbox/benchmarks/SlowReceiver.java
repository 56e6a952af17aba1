package io.twinbox.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests of HTTP/1.1, answers each after the same time, and remembers their ids. A thread
 * for each connection. Thread-safe.
 */
final class SlowReceiver implements AutoCloseable {
  private static final byte[] ANSWER = "HTTP/1.1 204 No Content\r\n\r\n".getBytes(ISO_8859_1);
  private static final int BACKLOG = 1_024;

  private final Duration latency;
  private final ServerSocket server;
  private final List<Socket> open = new ArrayList<>();
  private List<UUID> received = new ArrayList<>();
  private int answered;

  private SlowReceiver(Duration latency, ServerSocket server) {
    this.latency = latency;
    this.server = server;
  }

  static SlowReceiver start(Duration latency) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    SlowReceiver receiver = new SlowReceiver(latency, new ServerSocket(0, BACKLOG, here));
    daemon(receiver::accept);
    return receiver;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/in");
  }

  /** Requests answered since the last {@link #take}. */
  synchronized int answered() {
    return answered;
  }

  /** The ids of the requests since the last call, in the order of their arrival. */
  synchronized List<UUID> take() {
    List<UUID> taken = received;
    received = new ArrayList<>();
    answered = 0;
    return taken;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        synchronized (this) {
          open.add(socket);
        }
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (UUID id = request(in); id != null; id = request(in)) {
        synchronized (this) {
          received.add(id);
        }
        pause();
        socket.getOutputStream().write(ANSWER);
        synchronized (this) {
          answered++;
        }
      }
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  private void pause() {
    long end = System.nanoTime() + latency.toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** The id of the next request, read to its end; null if there is none. */
  private static @Nullable UUID request(InputStream in) throws IOException {
    UUID id = null;
    int length = 0;
    for (String line = line(in); line != null; line = line(in)) {
      if (line.isEmpty()) {
        in.skipNBytes(length);
        return id;
      }
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).trim();
      switch (line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Integer.parseInt(value);
        case "webhook-id" -> id = UUID.fromString(value);
        default -> {}
      }
    }
    return null;
  }

  private static @Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return line.toString();
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return null;
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "slow-receiver");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
